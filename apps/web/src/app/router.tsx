import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { Empty } from '../components/ui/feedback.tsx';
import { ApiKeysPage } from '../features/api-keys/api-keys-page.tsx';
import { ApprovalPage } from '../features/approvals/approval-page.tsx';
import { type ApprovalSearch, ApprovalsPage } from '../features/approvals/approvals-page.tsx';
import { AuditPage, type AuditSearch } from '../features/audit/audit-page.tsx';
import { BulkJobPage } from '../features/bulk/bulk-job-page.tsx';
import { BulkJobsPage } from '../features/bulk/bulk-jobs-page.tsx';
import { ChannelsPage } from '../features/channels/channels-page.tsx';
import { ConnectionsPage } from '../features/connections/connections-page.tsx';
import { OAuth2ReturnPage } from '../features/connections/oauth2-return-page.tsx';
import { FlowPage, type FlowSearch } from '../features/flows/flow-page.tsx';
import { FlowsPage } from '../features/flows/flows-page.tsx';
import { GroupsPage } from '../features/groups/groups-page.tsx';
import { InstallationPage } from '../features/installation/installation-page.tsx';
import { MailboxPage } from '../features/mailbox/mailbox-page.tsx';
import { McpServersPage } from '../features/mcp/mcp-servers-page.tsx';
import { AcceptInvitationPage } from '../features/people/accept-invitation-page.tsx';
import { MembersPage } from '../features/people/members-page.tsx';
import { PiecePage } from '../features/pieces/piece-page.tsx';
import { PiecesPage } from '../features/pieces/pieces-page.tsx';
import { ProjectPage } from '../features/project/project-page.tsx';
import { RunPage } from '../features/runs/run-page.tsx';
import { RunsPage } from '../features/runs/runs-page.tsx';
import { SchedulesPage } from '../features/schedules/schedules-page.tsx';
import { AccountPage } from '../features/session/account-page.tsx';
import { ResetPasswordPage } from '../features/session/reset-password-page.tsx';
import { RESET_PASSWORD_PATH } from '../features/session/use-session.ts';
import { TablePage } from '../features/tables/table-page.tsx';
import { TablesPage } from '../features/tables/tables-page.tsx';
import { ToolsPage } from '../features/tools/tools-page.tsx';
import { UsagePage } from '../features/usage/usage-page.tsx';
import { NewWorkflowPage } from '../features/workflows/new-workflow-page.tsx';
import { WorkflowPage } from '../features/workflows/workflow-page.tsx';
import { WorkflowsPage } from '../features/workflows/workflows-page.tsx';
import { t } from '../lib/language.ts';
import { OAUTH2_RETURN_PATH } from '../lib/oauth2-return.ts';
import { ACCEPT_PATH } from '../lib/people-queries.ts';
import { readRunSearch } from '../lib/run-filters.ts';
import { Shell } from './shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: () => <Empty>{t('notFound')}</Empty> });

const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/workflows' });
    },
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/workflows', component: WorkflowsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/workflows/new', component: NewWorkflowPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/workflows/$workflowId', component: WorkflowPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/flows', component: FlowsPage }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/flows/$flowId',
    component: FlowPage,
    validateSearch: readFlowSearch,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/pieces', component: PiecesPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/pieces/$pieceName', component: PiecePage }),
  createRoute({ getParentRoute: () => rootRoute, path: OAUTH2_RETURN_PATH, component: OAuth2ReturnPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/runs', component: RunsPage, validateSearch: readRunSearch }),
  createRoute({ getParentRoute: () => rootRoute, path: '/bulk', component: BulkJobsPage, validateSearch: readCursor }),
  createRoute({ getParentRoute: () => rootRoute, path: '/bulk/$jobId', component: BulkJobPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/runs/$runId', component: RunPage, validateSearch: readStep }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/approvals',
    component: ApprovalsPage,
    validateSearch: readApprovalSearch,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/approvals/$approvalId', component: ApprovalPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/groups', component: GroupsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/members', component: MembersPage }),
  createRoute({ getParentRoute: () => rootRoute, path: ACCEPT_PATH, component: AcceptInvitationPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/tools', component: ToolsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/tables', component: TablesPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/tables/$tableId', component: TablePage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/connections', component: ConnectionsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/channels', component: ChannelsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/mcp-servers', component: McpServersPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/api-keys', component: ApiKeysPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/schedules', component: SchedulesPage }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit',
    component: AuditPage,
    validateSearch: readAuditSearch,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/installation', component: InstallationPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/project', component: ProjectPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/usage', component: UsagePage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/account', component: AccountPage }),
  createRoute({ getParentRoute: () => rootRoute, path: RESET_PASSWORD_PATH, component: ResetPasswordPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/mailbox', component: MailboxPage }),
];

export const router = createRouter({ routeTree: rootRoute.addChildren(routes), defaultPreload: 'intent' });

type Search = Record<string, unknown>;

/** The step of a run that is looked at. */
function readStep(search: Search): { step?: string | undefined } {
  return { step: text(search, 'step') };
}

function readFlowSearch(search: Search): FlowSearch {
  return { version: text(search, 'version'), step: text(search, 'step') };
}

function readCursor(search: Search): { cursor?: string | undefined } {
  return { cursor: text(search, 'cursor') };
}

function readApprovalSearch(search: Search): ApprovalSearch {
  return {
    view: text(search, 'view') as ApprovalSearch['view'],
    status: text(search, 'status') as ApprovalSearch['status'],
    workflowId: text(search, 'workflowId'),
    runId: text(search, 'runId'),
    cursor: text(search, 'cursor'),
  };
}

function readAuditSearch(search: Search): AuditSearch {
  return {
    target: text(search, 'target'),
    actor: text(search, 'actor'),
    action: text(search, 'action'),
    after: text(search, 'after'),
    before: text(search, 'before'),
    cursor: text(search, 'cursor'),
  };
}

function text(search: Search, name: string): string | undefined {
  const value = search[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
