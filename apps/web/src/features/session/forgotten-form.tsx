import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { OtherWay, SessionCard, Told } from './session-card.tsx';

/** Asks for a mail with a link that sets a new password. */
export function ForgottenForm({ onBack }: { onBack: () => void }) {
  const [email, setEmail] = useState('');
  const request = useMutation({
    mutationFn: () => callApi('POST', '/v1/auth/password-reset', { email: email.trim() }),
  });
  return (
    <SessionCard onSubmit={() => request.mutate()}>
      <p className="text-sm text-muted">{t('forgotHint')}</p>
      <TextField
        label={t('email')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Problem error={request.error} />
      {request.isSuccess && <Told>{t('linkMailed')}</Told>}
      <Button tone="accent" type="submit" disabled={request.isPending} className="w-full">
        {t('mailLink')}
      </Button>
      <OtherWay onClick={onBack}>{t('backToSignIn')}</OtherWay>
    </SessionCard>
  );
}
