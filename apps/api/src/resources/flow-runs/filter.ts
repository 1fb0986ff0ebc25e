import type { BodyOf, flowRunRoutes, QueryOf } from '@perdura/contracts';
import type { RunFilter } from '@perdura/database';
import { storedId } from '@perdura/definition';
import { withoutUndefined } from '../../without-undefined.ts';
import { codedStatuses } from './status.ts';

type ListQuery = Partial<QueryOf<typeof flowRunRoutes.listFlowRuns>>;
type BulkBody = BodyOf<typeof flowRunRoutes.cancelFlowRuns>;

/** The runs that a query of the list means. */
export function listFilter(query: ListQuery): RunFilter {
  const { environment = 'PRODUCTION', flowRunIds, parentRunId } = query;
  return withoutUndefined<RunFilter>({
    ...shared(query),
    ids: flowRunIds?.map(meant),
    anyTag: query.tags,
    parentRunId,
    ...inEnvironment(environment),
    ...(query.includeArchived ? {} : { archived: false }),
  });
}

/** The runs that an operation over many means: those that are named, whatever their environment. */
export function bulkFilter(body: BulkBody): RunFilter {
  const { flowRunIds, excludeFlowRunIds } = body;
  return withoutUndefined<RunFilter>({
    ...shared(body),
    ids: flowRunIds?.map(meant),
    exceptIds: excludeFlowRunIds?.map(meant),
    ...(flowRunIds === undefined ? inEnvironment('PRODUCTION') : {}),
  });
}

function shared(asked: ListQuery | BulkBody) {
  const { flowId, status, failedStepName, failedStepMessage, createdAfter, createdBefore } = asked;
  return {
    workflowId: flowId?.map(meant),
    states: status === undefined ? undefined : codedStatuses(status),
    failedNodeId: failedStepName,
    error: failedStepMessage,
    createdAfter,
    createdBefore,
  };
}

/** An environment that no run can be in matches none. */
function inEnvironment(name: string): RunFilter {
  return name === 'PRODUCTION' || name === 'TESTING' ? { environment: name } : { states: [] };
}

function meant(id: string): string {
  return storedId(id) ?? id;
}
