import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import {
  Bot,
  Building2,
  Cable,
  CalendarClock,
  CircleUser,
  FolderCog,
  Gauge,
  KeyRound,
  ListChecks,
  LogOut,
  type LucideIcon,
  Mail,
  MessagesSquare,
  Puzzle,
  Route,
  ScrollText,
  Table2,
  UserCheck,
  Users,
  UsersRound,
  Waypoints,
  Wrench,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { ProjectSwitch } from '../features/session/project-switch.tsx';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { RESET_PASSWORD_PATH, useSession } from '../features/session/use-session.ts';
import { session } from '../lib/api-client.ts';
import { type TextKey, t } from '../lib/language.ts';
import { OAUTH2_RETURN_PATH } from '../lib/oauth2-return.ts';
import { ACCEPT_PATH } from '../lib/people-queries.ts';
import { approvalList, consoleSettings, me } from '../lib/queries.ts';
import { useMay } from '../lib/roles.ts';

interface Place {
  to: string;
  text: TextKey;
  icon: LucideIcon;
  onlyWithMailbox?: boolean;
  onlyFor?: 'owners' | 'administrators';
  /** Whether the number of approvals that wait for the reader stands beside it. */
  hasCount?: boolean;
}

const PLACES: readonly Place[] = [
  { to: '/workflows', text: 'workflows', icon: Waypoints },
  { to: '/flows', text: 'flows', icon: Route },
  { to: '/runs', text: 'runs', icon: ListChecks },
  { to: '/approvals', text: 'approvals', icon: UserCheck, hasCount: true },
  { to: '/schedules', text: 'schedules', icon: CalendarClock },
  { to: '/members', text: 'people', icon: Users },
  { to: '/groups', text: 'groups', icon: UsersRound },
  { to: '/tools', text: 'tools', icon: Wrench },
  { to: '/pieces', text: 'pieces', icon: Puzzle },
  { to: '/tables', text: 'tables', icon: Table2 },
  { to: '/connections', text: 'connections', icon: Cable },
  { to: '/channels', text: 'channels', icon: MessagesSquare },
  { to: '/mcp-servers', text: 'mcpServers', icon: Bot },
  { to: '/api-keys', text: 'apiKeys', icon: KeyRound },
  { to: '/usage', text: 'usage', icon: Gauge },
  { to: '/project', text: 'project', icon: FolderCog, onlyFor: 'owners' },
  { to: '/audit', text: 'auditLog', icon: ScrollText, onlyFor: 'owners' },
  { to: '/installation', text: 'installation', icon: Building2, onlyFor: 'administrators' },
  { to: '/mailbox', text: 'mailbox', icon: Mail, onlyWithMailbox: true },
];

/** Pages that ask nobody to sign in: behind links of mails, and a window that a service sends back. */
const OPEN_PATHS = [OAUTH2_RETURN_PATH, RESET_PASSWORD_PATH, ACCEPT_PATH];

/** The frame around every page: navigation for those who signed in, the sign-in page for all others. */
export function Shell() {
  const { state, onSignedIn, signOut } = useSession();
  const settings = useQuery(consoleSettings);
  if (OPEN_PATHS.includes(useLocation().pathname)) return <Outlet />;
  if (state === 'unknown') return null;
  if (state === 'out') return <SignInPage onSignedIn={onSignedIn} />;
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
        <ProjectSwitch />
        {PLACES.filter((place) => place.onlyWithMailbox !== true || settings.data?.mailbox === true).map((place) =>
          place.onlyFor === undefined ? (
            <PlaceLink key={place.to} place={place} />
          ) : (
            <OnlyFor key={place.to} whom={place.onlyFor}>
              <PlaceLink place={place} />
            </OnlyFor>
          ),
        )}
        {session.key() === null && (
          <Link
            to="/account"
            className="flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-sm whitespace-nowrap text-muted hover:bg-slate-100 md:mt-auto dark:hover:bg-slate-800"
            activeProps={{ className: 'bg-slate-100 font-semibold text-link dark:bg-slate-800' }}
          >
            <CircleUser aria-hidden className="size-4" />
            {t('account')}
          </Link>
        )}
        <button
          type="button"
          onClick={signOut}
          className={`flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm whitespace-nowrap text-muted hover:bg-slate-100 dark:hover:bg-slate-800 ${session.key() === null ? '' : 'md:mt-auto'}`}
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

function PlaceLink({ place: { to, text, icon: Icon, hasCount = false } }: { place: Place }) {
  return (
    <Link
      to={to}
      className="flex shrink-0 items-center gap-2 rounded-md px-2 py-1.5 text-sm whitespace-nowrap hover:bg-slate-100 dark:hover:bg-slate-800"
      activeProps={{ className: 'bg-slate-100 font-semibold text-link dark:bg-slate-800' }}
    >
      <Icon aria-hidden className="size-4" />
      {t(text)}
      {hasCount && <WaitingCount />}
    </Link>
  );
}

function OnlyFor({ whom, children }: { whom: 'owners' | 'administrators'; children: ReactNode }) {
  const isOwner = useMay('owner');
  const isAdministrator = useQuery(me).data?.user.admin === true;
  return (whom === 'owners' ? isOwner : isAdministrator) ? children : null;
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
