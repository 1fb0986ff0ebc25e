import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Cable, ListChecks, LogOut, type LucideIcon, Mail, Waypoints, Wrench } from 'lucide-react';
import { useState } from 'react';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { session } from '../lib/api-client.ts';
import { type TextKey, t } from '../lib/language.ts';
import { consoleSettings, queryClient } from '../lib/queries.ts';

const PLACES: readonly { to: string; text: TextKey; icon: LucideIcon; onlyWithMailbox?: boolean }[] = [
  { to: '/workflows', text: 'workflows', icon: Waypoints },
  { to: '/runs', text: 'runs', icon: ListChecks },
  { to: '/tools', text: 'tools', icon: Wrench },
  { to: '/connections', text: 'connections', icon: Cable },
  { to: '/mailbox', text: 'mailbox', icon: Mail, onlyWithMailbox: true },
];

/** The frame around every page: navigation for those who signed in, the sign-in page for all others. */
export function Shell() {
  const [signedIn, setSignedIn] = useState(session.key() !== null);
  const settings = useQuery(consoleSettings);
  if (!signedIn) return <SignInPage onSignedIn={() => setSignedIn(true)} />;

  const signOut = () => {
    session.close();
    queryClient.clear();
    setSignedIn(false);
  };
  return (
    <div className="flex min-h-screen flex-col md:flex-row">
      <nav className="flex shrink-0 gap-1 overflow-x-auto border-b border-slate-200 bg-white p-3 md:w-52 md:flex-col md:border-r md:border-b-0 dark:border-slate-800 dark:bg-slate-900">
        <Link
          to="/workflows"
          className="flex shrink-0 items-center gap-2 px-2 py-1.5 text-base font-bold tracking-tight"
        >
          <img src="/favicon.svg" alt="" className="size-6" />
          Perdura
        </Link>
        {PLACES.filter((place) => place.onlyWithMailbox !== true || settings.data?.mailbox === true).map(
          ({ to, text, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className="flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-sm whitespace-nowrap hover:bg-slate-100 dark:hover:bg-slate-800"
              activeProps={{ className: 'bg-slate-100 font-semibold text-accent dark:bg-slate-800 dark:text-teal-300' }}
            >
              <Icon aria-hidden className="size-4" />
              {t(text)}
            </Link>
          ),
        )}
        <button
          type="button"
          onClick={signOut}
          className="flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm whitespace-nowrap text-slate-500 hover:bg-slate-100 md:mt-auto dark:hover:bg-slate-800"
        >
          <LogOut aria-hidden className="size-4" />
          {t('signOut')}
        </button>
      </nav>
      <main className="min-w-0 flex-1 space-y-4 p-4 md:p-6">
        <Outlet />
      </main>
    </div>
  );
}
