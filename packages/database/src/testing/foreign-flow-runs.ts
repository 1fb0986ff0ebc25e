import type { Database } from '../database.ts';
import { newId } from '../ids.ts';
import type { RunRow } from '../run-row.ts';
import { compiled } from './fixtures.ts';

/** A flow of a project, with a run, a call of its trigger and a payload that it took. */
export async function furnishFlowRun(
  database: Database,
  { projectId, userId }: { projectId: string; userId: string },
): Promise<FurnishedFlowRun> {
  const trigger = { type: 'EMPTY' as const, name: 'trigger', displayName: 'Trigger', valid: false, settings: {} };
  const content = { displayName: 'own', trigger, valid: false, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const { plan, hash } = compiled();
  const made = { name: 'own', plan, hash, authorId: userId };
  const runVersion = await database.flowVersions.ensureRunVersion(projectId, version, made);
  const { run } = await database.runs.create(projectId, {
    ...{ workflowId: flow.id, versionId: runVersion.id, triggeredBy: 'webhook', triggerData: { value: null } },
    flow: { versionId: version.id, environment: 'PRODUCTION' },
  });
  const payload = { value: null };
  const call = { id: newId(), flowId: flow.id, versionId: null, hook: 'run' as const, payload };
  await database.triggerCalls.create(projectId, call);
  return { flowRun: run, flowId: flow.id, triggerCallId: call.id };
}

export interface FurnishedFlowRun {
  flowRun: RunRow;
  flowId: string;
  triggerCallId: string;
}

type Attempt = (database: Database, stranger: string, own: FurnishedFlowRun) => Promise<unknown>;

const FIRST_PAGE = { limit: 100, cursor: null };
const EMPTY_PAGE = { items: [], next: null, previous: null };

/** What a stranger who knows every id gets from each method, and the harmless answer. */
export const FLOW_RUN_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'flowRuns.archive': [(d, s, own) => d.flowRuns.archive(s, { ids: [own.flowRun.id] }, true), []],
  'flowRuns.counts': [(d, s) => d.flowRuns.counts(s, {}), []],
  'flowRuns.facts': [(d, s, own) => d.flowRuns.facts(s, [own.flowRun.id]), new Map()],
  'flowRuns.get': [(d, s, own) => d.flowRuns.get(s, own.flowRun.id), null],
  'flowRuns.ids': [(d, s) => d.flowRuns.ids(s, {}, 10), []],
  'flowRuns.list': [(d, s) => d.flowRuns.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'flowRuns.steps': [(d, s, own) => d.flowRuns.steps(s, own.flowRun.id, { steps: 10, inputBytes: 10 }), []],
  'flowTargets.published': [(d, s, own) => d.flowTargets.published(s, own.flowId), null],
  'triggerCalls.create': [
    (d, s, own) =>
      d.triggerCalls.create(s, { id: newId(), flowId: own.flowId, versionId: null, hook: 'run', payload: null }),
    null,
  ],
  'triggerCalls.markCompleted': [(d, s, own) => d.triggerCalls.markCompleted(s, own.triggerCallId), undefined],
  'triggerCalls.markDispatched': [(d, s, own) => d.triggerCalls.markDispatched(s, own.triggerCallId), undefined],
  'triggerEvents.record': [
    (d, s, own) => d.triggerEvents.record(s, { flowId: own.flowId, sourceName: 'evil', payload: null }),
    null,
  ],
};

/** Methods that know a row by what only its owner was told, and those of housekeeping. */
export const FLOW_RUN_WITHOUT_FOREIGN_ID = ['flowTargets.find', 'triggerCalls.prune', 'triggerCalls.undispatched'];
