import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { shownInvitation } from '../../lib/people-queries.ts';
import type { AcceptedInvitation, ShownInvitation } from '../../lib/resources.ts';

/** What the link of an invitation opens: it accepts nothing before the reader says so. */
export function AcceptInvitationPage() {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '');
  return (
    <div className="flex min-h-screen items-center justify-center p-4">
      <section className="w-full max-w-sm space-y-4 rounded-xl border border-slate-200 bg-white p-6 shadow-sm dark:border-slate-800 dark:bg-slate-900">
        <h1 className="flex items-center gap-2 text-xl font-bold tracking-tight">
          <img src="/favicon.svg" alt="" className="size-8" />
          {t('invitationTitle')}
        </h1>
        {token === '' ? <p className="text-sm">{t('noToken')}</p> : <Invitation token={token} />}
      </section>
    </div>
  );
}

function Invitation({ token }: { token: string }) {
  const query = useQuery(shownInvitation(token));
  return <Loaded query={query}>{(invitation) => <Acceptance token={token} invitation={invitation} />}</Loaded>;
}

function Acceptance({ token, invitation }: { token: string; invitation: ShownInvitation }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { registered } = invitation;
  const accepting = useMutation({
    mutationFn: () =>
      callApi<AcceptedInvitation>('POST', '/v1/user-invitations/accept', {
        invitationToken: token,
        ...(registered ? {} : { name: name.trim(), password }),
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accepting.mutate();
  };
  if (accepting.isSuccess) {
    return (
      <>
        <p className="text-sm">{t('invitationAccepted')}</p>
        <a href="/" className="inline-block text-sm font-medium text-link underline">
          {t('toSignIn')}
        </a>
      </>
    );
  }
  return (
    <form className="space-y-4" onSubmit={submit}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <Fact name={t('invitedTo')}>{invitation.projectName ?? t('theInstallation')}</Fact>
        <Fact name={t('role')}>{t(`role-${invitation.role}`)}</Fact>
        <Fact name={t('invitedBy')}>{invitation.invitedBy}</Fact>
        <Fact name={t('email')}>{invitation.email}</Fact>
        <Fact name={t('expires')}>{formatTime(invitation.expiresAt)}</Fact>
      </dl>
      {!registered && (
        <>
          <p className="text-sm text-muted">{t('newAccountHint')}</p>
          <TextField
            label={t('yourName')}
            autoComplete="name"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={t('newAccountPassword')}
            type="password"
            autoComplete="new-password"
            minLength={10}
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </>
      )}
      <Problem error={accepting.error} />
      <Button tone="accent" type="submit" disabled={accepting.isPending} className="w-full">
        {t('acceptInvitation')}
      </Button>
    </form>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
