import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, callApi, session } from '../../lib/api-client.ts';
import { queryClient } from '../../lib/queries.ts';
import { sessionInfo } from '../../lib/session-queries.ts';

/** The page behind the link of a mail. */
export const RESET_PASSWORD_PATH = '/reset-password';

/** Whether somebody is signed in; `unknown` until the API has said whether the cookie is still good. */
export type SessionState = 'unknown' | 'in' | 'out';

export function useSession(): { state: SessionState; onSignedIn: () => void; signOut: () => void } {
  const [credential, setCredential] = useState(credentialAtHand);
  const check = useQuery({ ...sessionInfo, enabled: credential === 'cookie' });
  const signOut = () => {
    const leaving = credential === 'cookie' ? callApi('POST', '/v1/auth/sign-out') : Promise.resolve();
    // A session that has ended already is as good.
    leaving
      .catch(() => undefined)
      .finally(() => {
        session.close();
        queryClient.clear();
        setCredential('none');
      });
  };
  const onSignedIn = () => {
    queryClient.clear();
    setCredential(credentialAtHand());
  };
  if (credential !== 'cookie') return { state: credential === 'key' ? 'in' : 'out', onSignedIn, signOut };
  if (check.error instanceof ApiProblem && check.error.status === 401) return { state: 'out', onSignedIn, signOut };
  return { state: check.isPending ? 'unknown' : 'in', onSignedIn, signOut };
}

function credentialAtHand(): 'key' | 'cookie' | 'none' {
  if (session.key() !== null) return 'key';
  return session.mayHaveCookie() ? 'cookie' : 'none';
}
