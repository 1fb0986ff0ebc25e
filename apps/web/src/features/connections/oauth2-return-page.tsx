import { useEffect, useState } from 'react';
import { t } from '../../lib/language.ts';
import { announceReturn, type OAuth2Return } from '../../lib/oauth2-return.ts';

/** Where a service sends the browser back to: hands its code to the window that asked for it. */
export function OAuth2ReturnPage() {
  const [found, setFound] = useState<OAuth2Return>();
  useEffect(() => {
    setFound(announceReturn(window.location.search));
    // The code is of no use to whoever looks into the history of this browser.
    window.history.replaceState(null, '', window.location.pathname);
  }, []);
  if (found === undefined) return null;
  return (
    <main className="p-8 text-center text-sm">
      {found.code === null ? `${t('notAuthorised')} ${found.error ?? ''}` : t('authorised')}
    </main>
  );
}
