import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { awaitReturn, oauth2ReturnAddress } from '../../lib/oauth2-return.ts';
import { Secret, type ValueFormProps } from './written-value-form.tsx';

interface Credentials {
  clientId: string;
  clientSecret: string;
  scopes: string;
}

/** Gets a connection by signing in to the service of a piece, in a window of its own. */
export function OAuth2Form({ name, pieceName, onSave, onClose }: ValueFormProps) {
  const [given, setGiven] = useState<Credentials>({ clientId: '', clientSecret: '', scopes: '' });
  const calledOff = useRef<AbortController>(null);
  useEffect(() => () => calledOff.current?.abort(), []);
  const signingIn = useMutation({
    mutationFn: async () => {
      calledOff.current?.abort();
      calledOff.current = new AbortController();
      await onSave(await authorised(pieceName, given, calledOff.current.signal));
    },
  });
  const change = (changed: Partial<Credentials>) => setGiven({ ...given, ...changed });
  return (
    <form
      className="space-y-3"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        signingIn.mutate();
      }}
    >
      <TextField
        label={t('clientId')}
        value={given.clientId}
        onChange={(event) => change({ clientId: event.target.value })}
      />
      <Secret
        label={t('clientSecret')}
        value={given.clientSecret}
        onChange={(clientSecret) => change({ clientSecret })}
      />
      <TextField
        label={t('scopes')}
        value={given.scopes}
        onChange={(event) => change({ scopes: event.target.value })}
      />
      <p className="text-xs text-muted">
        {t('authoriseHint')} <code className="font-mono break-all">{oauth2ReturnAddress()}</code>
      </p>
      {signingIn.isPending && <p role="status">{t('authorising')}</p>}
      <Problem error={signingIn.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" tone="accent" disabled={name === '' || pieceName === '' || given.clientId === ''}>
          {t('authorise')}
        </Button>
      </div>
    </form>
  );
}

interface Authorization {
  authorizationUrl: string;
  codeVerifier?: string;
}

/** The value of a connection, with the code that the service gives once somebody signed in. */
async function authorised(pieceName: string, given: Credentials, signal: AbortSignal): Promise<object> {
  const state = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const redirectUrl = oauth2ReturnAddress();
  const scopes = given.scopes.split(/\s+/).filter((scope) => scope !== '');
  // Browsers open windows for a click alone, so this one is there before its address is known.
  const opened = window.open('', '_blank', 'popup,width=620,height=760');
  try {
    const { authorizationUrl, codeVerifier } = await callApi<Authorization>(
      'POST',
      '/v1/app-connections/oauth2/authorization-url',
      { pieceName, clientId: given.clientId, redirectUrl, state, ...(scopes.length === 0 ? {} : { scopes }) },
    );
    const returned = awaitReturn(state, signal);
    if (opened !== null) opened.location.href = safeAddress(authorizationUrl);
    const { code, error } = await returned;
    if (code === null) throw new Error(`${t('notAuthorised')} ${error ?? ''}`);
    const verifier = codeVerifier === undefined ? {} : { code_challenge: codeVerifier };
    const scope = scopes.length === 0 ? {} : { scope: scopes.join(' ') };
    return {
      client_id: given.clientId,
      client_secret: given.clientSecret,
      redirect_url: redirectUrl,
      code,
      ...verifier,
      ...scope,
    };
  } catch (error) {
    opened?.close();
    throw error;
  }
}

/** @throws for an address that a browser would run, instead of going there */
function safeAddress(text: string): string {
  const { protocol, href } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(t('notAuthorised'));
  return href;
}
