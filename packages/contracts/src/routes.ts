import { apiKeyRoutes } from './resources/api-keys.ts';
import { approvalPageRoutes, approvalRoutes } from './resources/approvals.ts';
import { auditRoutes } from './resources/audit.ts';
import { bulkRoutes } from './resources/bulk.ts';
import { channelMessageRoutes, channelRoutes } from './resources/channels.ts';
import { connectionRoutes } from './resources/connections.ts';
import { draftRoutes } from './resources/drafts.ts';
import { appConnectionRoutes } from './resources/engine/app-connections.ts';
import { flowRunRoutes } from './resources/engine/flow-runs.ts';
import { flowWebhookRoutes } from './resources/engine/flow-webhooks.ts';
import { flowRoutes } from './resources/engine/flows.ts';
import { folderRoutes } from './resources/engine/folders.ts';
import { mcpRoutes } from './resources/engine/mcp.ts';
import { mcpServerRoutes } from './resources/engine/mcp-servers.ts';
import { pieceFileRoutes } from './resources/engine/piece-files.ts';
import { pieceOptionsRoutes } from './resources/engine/piece-options.ts';
import { pieceRoutes } from './resources/engine/pieces.ts';
import { tableFieldRoutes } from './resources/engine/table-fields.ts';
import { tableRecordRoutes } from './resources/engine/table-records.ts';
import { tableRoutes } from './resources/engine/tables.ts';
import { testTriggerRoutes } from './resources/engine/test-trigger.ts';
import { triggerEventRoutes } from './resources/engine/trigger-events.ts';
import { triggerRunRoutes } from './resources/engine/trigger-runs.ts';
import { invitedRoutes, userInvitationRoutes } from './resources/engine/user-invitations.ts';
import { variableRoutes } from './resources/engine/variables.ts';
import { eventRoutes } from './resources/events.ts';
import { groupRoutes } from './resources/groups.ts';
import { hookRoutes } from './resources/hooks.ts';
import { labelRoutes } from './resources/labels.ts';
import { memberRoutes } from './resources/members.ts';
import { peopleRoutes } from './resources/people.ts';
import { projectRoutes } from './resources/projects.ts';
import { runControlRoutes } from './resources/run-control.ts';
import { runEventRoutes } from './resources/run-events.ts';
import { runFileRoutes } from './resources/run-files.ts';
import { runSearchRoutes } from './resources/run-search.ts';
import { runStepRoutes } from './resources/run-steps.ts';
import { runRoutes } from './resources/runs.ts';
import { savedSearchRoutes } from './resources/saved-searches.ts';
import { scheduleRoutes } from './resources/schedules.ts';
import { serviceRoutes } from './resources/service.ts';
import { sessionRoutes, signInRoutes } from './resources/sign-in.ts';
import { toolRoutes } from './resources/tools.ts';
import { versionRoutes } from './resources/versions.ts';
import { workflowRoutes } from './resources/workflows.ts';
import type { RouteContract } from './route.ts';

/** Every route of the API, in the order in which the OpenAPI document lists them. */
export const ROUTES: readonly RouteContract[] = [
  workflowRoutes,
  versionRoutes,
  labelRoutes,
  draftRoutes,
  runSearchRoutes,
  scheduleRoutes,
  runRoutes,
  runStepRoutes,
  runFileRoutes,
  runEventRoutes,
  runControlRoutes,
  bulkRoutes,
  savedSearchRoutes,
  approvalRoutes,
  groupRoutes,
  approvalPageRoutes,
  toolRoutes,
  connectionRoutes,
  eventRoutes,
  hookRoutes,
  channelRoutes,
  channelMessageRoutes,
  flowRoutes,
  folderRoutes,
  tableRoutes,
  tableFieldRoutes,
  tableRecordRoutes,
  flowRunRoutes,
  flowWebhookRoutes,
  pieceFileRoutes,
  pieceRoutes,
  pieceOptionsRoutes,
  testTriggerRoutes,
  triggerEventRoutes,
  triggerRunRoutes,
  mcpServerRoutes,
  mcpRoutes,
  appConnectionRoutes,
  variableRoutes,
  userInvitationRoutes,
  invitedRoutes,
  apiKeyRoutes,
  signInRoutes,
  sessionRoutes,
  peopleRoutes,
  memberRoutes,
  projectRoutes,
  auditRoutes,
  serviceRoutes,
].flatMap((routes) => Object.values<RouteContract>(routes));
