import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { ApiProblem, callApi, session } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { OtherWay, SessionCard } from './session-card.tsx';

/** Tries the key against the API before it lets anyone in. */
export function KeyForm({ onSignedIn, onOther }: { onSignedIn: () => void; onOther: () => void }) {
  const [key, setKey] = useState('');
  const attempt = useMutation({ mutationFn: tryKey, onSuccess: onSignedIn });
  const { error } = attempt;
  return (
    <SessionCard onSubmit={() => attempt.mutate(key.trim())}>
      <p className="text-sm text-muted">{t('signInHint')}</p>
      <TextField
        label={t('apiKey')}
        type="password"
        autoComplete="off"
        required
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <Problem error={error instanceof ApiProblem && error.status === 401 ? t('keyRefused') : error} />
      <Button tone="accent" type="submit" disabled={attempt.isPending || key.trim() === ''} className="w-full">
        {t('signIn')}
      </Button>
      <OtherWay onClick={onOther}>{t('usePassword')}</OtherWay>
    </SessionCard>
  );
}

async function tryKey(key: string): Promise<void> {
  session.open(key);
  try {
    await callApi('GET', '/v1/workflows?limit=1');
  } catch (problem) {
    session.close();
    throw problem;
  }
}
