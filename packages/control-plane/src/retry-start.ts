import type { GivenStep, RunRow, StepsToCarry, VersionRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import type { ControlDependencies } from './dependencies.ts';
import { notReached } from './retry-faults.ts';
import { compensationsOf, idsWithin, labelFor, planRetry } from './retry-plan.ts';
import type { RetryFault, RetryRequest, RetryVersions } from './retry-request.ts';
import { runPolicies } from './run-policies.ts';
import { toValueRef } from './start-run.ts';

/** What the new run does not do again, and what its nodes are given; or why it cannot begin where it is asked to. */
export async function stepsToCarry(
  deps: ControlDependencies,
  earlier: RunRow,
  { pinned, next }: RetryVersions,
  { from = 'failed', results = {} }: RetryRequest,
): Promise<StepsToCarry | RetryFault[]> {
  const given = await givenSteps(deps, earlier, next.plan, results);
  if (from === 'start') return { nodeIds: [], given };
  const before = pinned.plan;
  const found = await deps.database.carriedSteps.finished(
    earlier.projectId,
    earlier.id,
    before.nodes.map(({ id }) => id),
    [...compensationsOf(before).keys()],
  );
  const { carried, unreachable } = planRetry({
    ...{ from, before, plan: next.plan, ...found },
    given: new Set(Object.keys(results)),
  });
  if (unreachable) return [notReached(from)];
  const nodes = before.nodes.filter(({ id }) => carried.includes(id));
  return { nodeIds: nodes.flatMap(idsWithin), given };
}

/**
 * Tags and business key that whoever started the earlier run gave it, beside those that its version says: these are
 * rendered anew.
 */
export async function ownNames(
  deps: ControlDependencies,
  earlier: RunRow,
  { definition }: VersionRow,
  data: JsonValue,
): Promise<{ tags: string[]; businessKey: string | null }> {
  const rendered = await runPolicies(deps, definition, { ...earlier, data });
  return {
    tags: earlier.tags.filter((tag) => !rendered.tags.includes(tag)),
    businessKey: earlier.businessKey === rendered.businessKey ? null : earlier.businessKey,
  };
}

/** The earlier run keeps large results until the new one does, which uses all that it uses. */
async function givenSteps(
  deps: ControlDependencies,
  { id: runId, projectId }: RunRow,
  { nodes }: Plan,
  results: Record<string, JsonValue>,
): Promise<GivenStep[]> {
  const named = nodes.filter(({ id }) => Object.hasOwn(results, id));
  return await Promise.all(
    named.map(async (node) => {
      const value = results[node.id] ?? null;
      const result = await toValueRef(deps, { projectId, runId }, value);
      return { nodeId: node.id, nodeType: node.type, result, label: labelFor(node, value) };
    }),
  );
}
