import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { Empty } from '../components/ui/feedback.tsx';
import { ConnectionsPage } from '../features/connections/connections-page.tsx';
import { MailboxPage } from '../features/mailbox/mailbox-page.tsx';
import { RunPage } from '../features/runs/run-page.tsx';
import { RunsPage } from '../features/runs/runs-page.tsx';
import { ToolsPage } from '../features/tools/tools-page.tsx';
import { NewWorkflowPage } from '../features/workflows/new-workflow-page.tsx';
import { WorkflowPage } from '../features/workflows/workflow-page.tsx';
import { WorkflowsPage } from '../features/workflows/workflows-page.tsx';
import { t } from '../lib/language.ts';
import type { RunFilters } from '../lib/queries.ts';
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
  createRoute({ getParentRoute: () => rootRoute, path: '/runs', component: RunsPage, validateSearch: readFilters }),
  createRoute({ getParentRoute: () => rootRoute, path: '/runs/$runId', component: RunPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/tools', component: ToolsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/connections', component: ConnectionsPage }),
  createRoute({ getParentRoute: () => rootRoute, path: '/mailbox', component: MailboxPage }),
];

export const router = createRouter({ routeTree: rootRoute.addChildren(routes), defaultPreload: 'intent' });

/** The run search's filters live in the address, so that a search can be sent to a colleague. */
function readFilters(search: Record<string, unknown>): RunFilters {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined);
  return {
    status: text('status') as RunFilters['status'],
    workflowId: text('workflowId'),
    triggeredBy: text('triggeredBy'),
    businessKey: text('businessKey'),
    tag: text('tag'),
    error: text('error'),
    cursor: text('cursor'),
  };
}
