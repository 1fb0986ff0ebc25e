import type { AppDependencies } from '../app-dependencies.ts';
import type { BoundRoute } from '../route-binding.ts';
import { apiKeyResource } from './api-keys/routes.ts';
import { approvalResource } from './approvals/routes.ts';
import { connectionResource } from './connections/routes.ts';
import { eventResource } from './events/routes.ts';
import { groupResource } from './groups/routes.ts';
import { peopleResource } from './people/routes.ts';
import { runControlResource } from './run-control/routes.ts';
import { runResource } from './runs/routes.ts';
import { toolResource } from './tools/routes.ts';
import { versionResource } from './versions/routes.ts';
import { workflowResource } from './workflows/routes.ts';

/** The table of contents: every route that asks for a credential. */
export function resources(deps: AppDependencies): BoundRoute[] {
  return [
    workflowResource,
    versionResource,
    runResource,
    runControlResource,
    approvalResource,
    groupResource,
    toolResource,
    connectionResource,
    eventResource,
    apiKeyResource,
    peopleResource,
  ].flatMap((resource) => resource(deps));
}
