import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import {
  Cable,
  CalendarClock,
  Gauge,
  ListChecks,
  LogOut,
  type LucideIcon,
  Mail,
  Puzzle,
  Route,
  ScrollText,
  UserCheck,
  Users,
  Waypoints,
  Wrench,
} from 'lucide-react';
import { useState } from 'react';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { session } from '../lib/api-client.ts';
import { type TextKey, t } from '../lib/language.ts';
import { OAUTH2_RETURN_PATH } from '../lib/oauth2-return.ts';
import { approvalList, consoleSettings, queryClient } from '../lib/queries.ts';

interface Place {
  to: string;
  text: TextKey;
  icon: LucideIcon;
  onlyWithMailbox?: boolean;
  /** Whether the number of approvals that wait for the reader stands beside it. */
  hasCount?: boolean;
}

const PLACES: readonly Place[] = [
  { to: '/workflows', text: 'workflows', icon: Waypoints },
  { to: '/flows', text: 'flows', icon: Route },
  { to: '/runs', text: 'runs', icon: ListChecks },
  { to: '/approvals', text: 'approvals', icon: UserCheck, hasCount: true },
  { to: '/schedules', text: 'schedules', icon: CalendarClock },
  { to: '/groups', text: 'groups', icon: Users },
  { to: '/tools', text: 'tools', icon: Wrench },
  { to: '/pieces', text: 'pieces', icon: Puzzle },
  { to: '/connections', text: 'connections', icon: Cable },
  { to: '/usage', text: 'usage', icon: Gauge },
  { to: '/audit', text: 'auditLog', icon: ScrollText },
  { to: '/mailbox', text: 'mailbox', icon: Mail, onlyWithMailbox: true },
];

/** The frame around every page: navigation for those who signed in, the sign-in page for all others. */
export function Shell() {
  const [signedIn, setSignedIn] = useState(session.key() !== null);
  const settings = useQuery(consoleSettings);
  // A window that a service sends back has no key.
  if (useLocation().pathname === OAUTH2_RETURN_PATH) return <Outlet />;
  if (!signedIn) return <SignInPage onSignedIn={() => setSignedIn(true)} />;

  const signOut = () => {
    session.close();
    queryClient.clear();
    setSignedIn(false);
  };
  return (
    <div className="flex min-h-screen flex-col md:flex-row">
      <nav className="flex shrink-0 gap-1 overflow-x-auto border-b border-slate-200 bg-white p-3 md:sticky md:top-0 md:h-screen md:w-52 md:flex-col md:border-r md:border-b-0 dark:border-slate-800 dark:bg-slate-900">
        <Link
          to="/workflows"
          className="flex shrink-0 items-center gap-2 px-2 py-1.5 text-base font-bold tracking-tight"
        >
          <img src="/favicon.svg" alt="" className="size-6" />
          Perdura
        </Link>
        {PLACES.filter((place) => place.onlyWithMailbox !== true || settings.data?.mailbox === true).map(
          ({ to, text, icon: Icon, hasCount = false }) => (
            <Link
              key={to}
              to={to}
              className="flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-sm whitespace-nowrap hover:bg-slate-100 dark:hover:bg-slate-800"
              activeProps={{ className: 'bg-slate-100 font-semibold text-link dark:bg-slate-800' }}
            >
              <Icon aria-hidden className="size-4" />
              {t(text)}
              {hasCount && <WaitingCount />}
            </Link>
          ),
        )}
        <button
          type="button"
          onClick={signOut}
          className="flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm whitespace-nowrap text-muted hover:bg-slate-100 md:mt-auto dark:hover:bg-slate-800"
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

const COUNT_REFRESH_MS = 10_000;

/** How many approvals wait for the reader's decision; nothing for none. */
function WaitingCount() {
  const total = useQuery(approvalList({ mine: 'true' }, 1, COUNT_REFRESH_MS)).data?.total ?? 0;
  if (total === 0) return null;
  return (
    <span
      title={t('waitingNote')}
      className="ml-auto rounded-full bg-amber-200 px-1.5 text-xs font-semibold text-amber-950"
    >
      {total}
      <span className="sr-only"> {t('waitingNote')}</span>
    </span>
  );
}
