import { type FormEvent, useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { ApiProblem, callApi, session } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';

/** Tries the key against the API before it lets anyone in. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [key, setKey] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    session.open(key.trim());
    try {
      await callApi('GET', '/v1/workflows?limit=1');
      onSignedIn();
    } catch (problem) {
      session.close();
      setError(problem instanceof ApiProblem && problem.status === 401 ? t('keyRefused') : problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="flex min-h-screen items-center justify-center p-4">
      <form
        onSubmit={submit}
        className="w-full max-w-sm space-y-4 rounded-xl border border-slate-200 bg-white p-6 shadow-sm dark:border-slate-800 dark:bg-slate-900"
      >
        <h1 className="flex items-center gap-2 text-xl font-bold tracking-tight">
          <img src="/favicon.svg" alt="" className="size-8" />
          Perdura
        </h1>
        <p className="text-sm text-muted">{t('signInHint')}</p>
        <TextField
          label={t('apiKey')}
          type="password"
          autoComplete="off"
          required
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        <Problem error={error} />
        <Button tone="accent" type="submit" disabled={busy || key.trim() === ''} className="w-full">
          {t('signIn')}
        </Button>
      </form>
    </main>
  );
}
