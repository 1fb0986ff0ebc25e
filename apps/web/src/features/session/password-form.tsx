import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { ApiProblem, callApi, session } from '../../lib/api-client.ts';
import { type TextKey, t } from '../../lib/language.ts';
import { signInProviders } from '../../lib/session-queries.ts';
import { OtherWay, SessionCard } from './session-card.tsx';

interface PasswordFormProps {
  onSignedIn: () => void;
  onOther: (way: 'key' | 'forgotten') => void;
}

/** Signs in with a password, or by way of the OpenID provider where there is one. */
export function PasswordForm({ onSignedIn, onOther }: PasswordFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useMutation({
    mutationFn: () => callApi('POST', '/v1/auth/sign-in', { email: email.trim(), password, cookie: true }),
    onSuccess: () => {
      session.expectCookie();
      onSignedIn();
    },
  });
  const { error } = attempt;
  const refused = error instanceof ApiProblem && error.code === 'SIGN_IN_REFUSED';
  return (
    <SessionCard onSubmit={() => attempt.mutate()}>
      <Problem error={attempt.isIdle ? providerFailure() : null} />
      <TextField
        label={t('email')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={t('password')}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Problem error={refused ? t('signInRefused') : error} />
      <Button tone="accent" type="submit" disabled={attempt.isPending} className="w-full">
        {t('signIn')}
      </Button>
      <ProviderButton />
      <div className="flex justify-between gap-4">
        <OtherWay onClick={() => onOther('forgotten')}>{t('forgotPassword')}</OtherWay>
        <OtherWay onClick={() => onOther('key')}>{t('useKey')}</OtherWay>
      </div>
    </SessionCard>
  );
}

/** A link, since the browser itself has to go to the provider. */
function ProviderButton() {
  const { oidc = null } = useQuery(signInProviders).data ?? {};
  if (oidc === null) return null;
  const { pathname, search, hash } = window.location;
  const returnTo = providerFailure() === null ? `${pathname}${search}${hash}` : '/';
  return (
    <>
      <p className="text-center text-xs text-muted">{t('or')}</p>
      <a
        href={`${oidc.startUrl}?${new URLSearchParams({ returnTo })}`}
        onClick={session.expectCookie}
        className="flex w-full items-center justify-center rounded-md border border-slate-300 px-3 py-1.5 text-sm font-medium hover:bg-slate-100 dark:border-slate-700 dark:hover:bg-slate-800"
      >
        {t('signInWith')} {oidc.name}
      </a>
    </>
  );
}

const FAILURES: Record<string, TextKey> = {
  unavailable: 'oidc_unavailable',
  failed: 'oidc_failed',
  unknown: 'oidc_unknown',
  unverified: 'oidc_unverified',
  disabled: 'oidc_disabled',
  domain: 'oidc_domain',
};

/** Why the provider sent somebody back who has not signed in; read before the router goes on to another page. */
const FAILURE = new URLSearchParams(window.location.search).get('signInError');

function providerFailure(): string | null {
  return FAILURE === null ? null : t(FAILURES[FAILURE] ?? 'oidc_failed');
}
