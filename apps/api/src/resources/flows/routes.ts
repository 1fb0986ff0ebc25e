import { flowRoutes } from '@perdura/contracts';
import type { FlowFilter, VersionedFlow } from '@perdura/database';
import { storedId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { createFlow } from './create-flow.ts';
import { currentFlow } from './edit-flow.ts';
import { applyToFlow } from './operations.ts';
import { auditedFlow, presentFlow, presentFlowVersion, presentTemplate } from './presenter.ts';
import { removeFlow } from './publish-flow.ts';

/** Flows, their versions, and the operations on them. */
export function flowResource(deps: AppDependencies): BoundRoute[] {
  const { database } = deps;

  return [
    bind(flowRoutes.createFlow).to(async ({ actor, body, log, audit }) => {
      const made = await createFlow({ ...deps, actor, log }, body);
      audit({ target: made.flow.id, after: auditedFlow(made) });
      return { status: 201, body: presentFlow(made) };
    }),

    bind(flowRoutes.listFlows).to(async ({ actor, query }) => {
      const page = await database.flows.list(actor.projectId, filterOf(query), enginePageRequest(query));
      return { status: 200, body: presentPage(page, presentFlow) };
    }),

    bind(flowRoutes.countFlows).to(async ({ actor, query }) => {
      return { status: 200, body: await database.flows.count(actor.projectId, filterOf(query)) };
    }),

    bind(flowRoutes.getFlow).to(async ({ actor, params, query }) => {
      return { status: 200, body: presentFlow(await flowIn(deps, actor.projectId, params.id, query.versionId)) };
    }),

    bind(flowRoutes.listFlowVersions).to(async ({ actor, params, query }) => {
      await currentFlow(deps, actor.projectId, params.id);
      const page = await database.flowVersions.list(actor.projectId, params.id, enginePageRequest(query));
      return { status: 200, body: presentPage(page, presentFlowVersion) };
    }),

    bind(flowRoutes.getFlowTemplate).to(async ({ actor, params, query }) => {
      return { status: 200, body: presentTemplate(await flowIn(deps, actor.projectId, params.id, query.versionId)) };
    }),

    bind(flowRoutes.applyFlowOperation).to(async ({ actor, params, body, log, audit }) => {
      const before = await currentFlow(deps, actor.projectId, params.id);
      const after = await applyToFlow({ ...deps, actor, log }, params.id, body);
      audit({ target: params.id, before: auditedFlow(before), after: { ...auditedFlow(after), operation: body.type } });
      return { status: 200, body: presentFlow(after) };
    }),

    bind(flowRoutes.deleteFlow).to(async ({ actor, params, log, audit }) => {
      const gone = await removeFlow({ ...deps, actor, log }, params.id);
      audit({ target: params.id, before: auditedFlow(gone) });
      return { status: 204, body: undefined };
    }),
  ];
}

/** A flow with the version that is asked for. @throws {ApiError} FLOW_NOT_FOUND, FLOW_VERSION_NOT_FOUND */
async function flowIn(
  deps: Pick<AppDependencies, 'database'>,
  projectId: string,
  flowId: string,
  versionId: string | undefined,
): Promise<VersionedFlow> {
  const newest = await currentFlow(deps, projectId, flowId);
  if (versionId === undefined) return newest;
  const found = await deps.database.flows.getVersioned(projectId, flowId, versionId);
  if (found === null) throw notFound('FLOW_VERSION_NOT_FOUND', versionId);
  return found;
}

interface GivenFilter {
  status?: string[] | undefined;
  folderId?: string | undefined;
  name?: string | undefined;
  connectionExternalIds?: string[] | undefined;
  externalIds?: string[] | undefined;
}

/** How clients of the contract ask for flows in no folder. */
const NO_FOLDER = new Set(['NULL', 'null', 'uncategorized']);

function filterOf({ status, folderId, name, connectionExternalIds, externalIds }: GivenFilter): FlowFilter {
  return {
    ...(status === undefined ? {} : { status }),
    ...(folderId === undefined ? {} : { folderId: NO_FOLDER.has(folderId) ? null : folderId }),
    ...(name === undefined ? {} : { name }),
    ...(connectionExternalIds === undefined ? {} : { connectionIds: connectionExternalIds }),
    // A flow without an external id of its own is known by its id.
    ...(externalIds === undefined ? {} : { externalIds: externalIds.flatMap((id) => [id, storedId(id) ?? id]) }),
  };
}
