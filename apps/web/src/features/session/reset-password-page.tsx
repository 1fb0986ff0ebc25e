import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { NewPasswordFields } from './new-password-fields.tsx';
import { SessionCard, Told } from './session-card.tsx';

/** Behind the link of a mail: sets a new password. The token stands behind `#`, which no server is sent. */
export function ResetPasswordPage() {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '');
  const [password, setPassword] = useState<string | null>(null);
  const setting = useMutation({
    mutationFn: () => callApi('POST', '/v1/auth/password-reset/confirm', { token, password }),
    // Neither a look over the shoulder nor the browser's history shows it any more.
    onSuccess: () => window.history.replaceState(null, '', window.location.pathname),
  });
  return (
    <SessionCard onSubmit={() => setting.mutate()}>
      <h2 className="text-sm font-semibold">{t('setPassword')}</h2>
      {token === '' && <Problem error={t('linkCut')} />}
      {setting.isSuccess ? (
        <Told>{t('passwordSet')}</Told>
      ) : (
        <>
          <NewPasswordFields onChange={setPassword} />
          <Problem error={setting.error} />
          <Button
            tone="accent"
            type="submit"
            disabled={setting.isPending || password === null || token === ''}
            className="w-full"
          >
            {t('setPassword')}
          </Button>
        </>
      )}
      <a href="/" className="text-sm text-link underline">
        {t('backToSignIn')}
      </a>
    </SessionCard>
  );
}
