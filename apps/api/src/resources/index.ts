import type { AppDependencies } from '../app-dependencies.ts';
import type { BoundRoute } from '../route-binding.ts';
import { apiKeyResource } from './api-keys/routes.ts';
import { appConnectionResource } from './app-connections/routes.ts';
import { approvalResource } from './approvals/routes.ts';
import { auditResource } from './audit/routes.ts';
import { bulkResource } from './bulk/routes.ts';
import { channelResource } from './channels/routes.ts';
import { connectionResource } from './connections/routes.ts';
import { draftResource } from './drafts/routes.ts';
import { eventResource } from './events/routes.ts';
import { flowRunResource } from './flow-runs/routes.ts';
import { flowResource } from './flows/routes.ts';
import { folderResource } from './folders/routes.ts';
import { groupResource } from './groups/routes.ts';
import { labelResource } from './labels/routes.ts';
import { mcpServerResource } from './mcp-servers/routes.ts';
import { memberResource } from './members/routes.ts';
import { peopleResource } from './people/routes.ts';
import { pieceOptionsResource } from './piece-options/routes.ts';
import { pieceResource } from './pieces/routes.ts';
import { projectResource } from './projects/routes.ts';
import { runControlResource } from './run-control/routes.ts';
import { runEventResource } from './run-events/routes.ts';
import { runSearchResource } from './run-search/routes.ts';
import { runResource } from './runs/routes.ts';
import { savedSearchResource } from './saved-searches/routes.ts';
import { scheduleResource } from './schedules/routes.ts';
import { sessionResource } from './sign-in/routes.ts';
import { tableFieldResource } from './table-fields/routes.ts';
import { tableRecordResource } from './table-records/routes.ts';
import { tableResource } from './tables/routes.ts';
import { testTriggerResource } from './test-trigger/routes.ts';
import { toolResource } from './tools/routes.ts';
import { triggerEventResource } from './trigger-events/routes.ts';
import { triggerRunResource } from './trigger-runs/routes.ts';
import { userInvitationResource } from './user-invitations/routes.ts';
import { variableResource } from './variables/routes.ts';
import { versionResource } from './versions/routes.ts';
import { workflowResource } from './workflows/routes.ts';

/** The table of contents: every route that asks for a credential. */
export function resources(deps: AppDependencies): BoundRoute[] {
  return [
    workflowResource,
    versionResource,
    labelResource,
    draftResource,
    runSearchResource,
    // Before the runs, whose ids stand where their names do.
    bulkResource,
    runEventResource,
    scheduleResource,
    runResource,
    runControlResource,
    savedSearchResource,
    approvalResource,
    groupResource,
    toolResource,
    connectionResource,
    eventResource,
    channelResource,
    appConnectionResource,
    variableResource,
    apiKeyResource,
    sessionResource,
    peopleResource,
    memberResource,
    userInvitationResource,
    projectResource,
    auditResource,
    flowResource,
    folderResource,
    tableResource,
    tableFieldResource,
    tableRecordResource,
    mcpServerResource,
    flowRunResource,
    pieceResource,
    pieceOptionsResource,
    testTriggerResource,
    triggerEventResource,
    triggerRunResource,
  ].flatMap((resource) => resource(deps));
}
