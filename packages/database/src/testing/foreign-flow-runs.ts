import type { Database } from '../database.ts';
import { newId } from '../ids.ts';
import type { RunRow } from '../run-row.ts';
import type { NewTriggerCall } from '../trigger-calls.ts';
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
  const call = { ...newCall(flow.id), payload };
  await database.triggerCalls.create(projectId, call);
  await database.triggerEvents.record(projectId, { flowId: flow.id, sourceName: 'own', payload: null });
  await database.triggerStats.count(projectId, 'own', 'success');
  return { flowRun: run, flowId: flow.id, flowVersionId: version.id, triggerCallId: call.id };
}

function newCall(flowId: string): NewTriggerCall {
  return { id: newId(), flowId, versionId: null, hook: 'run', trial: null, payload: null };
}

export interface FurnishedFlowRun {
  flowRun: RunRow;
  flowId: string;
  flowVersionId: string;
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
  'flowTriggers.get': [(d, s, own) => d.flowTriggers.get(s, own.flowId, own.flowVersionId), null],
  'flowTriggers.setSchedule': [
    (d, s, own) => d.flowTriggers.setSchedule(s, own.flowId, { trigger: { type: 'manual' }, scheduleDesired: 'evil' }),
    false,
  ],
  'triggerCalls.create': [(d, s, own) => d.triggerCalls.create(s, newCall(own.flowId)), null],
  'triggerCalls.get': [(d, s, own) => d.triggerCalls.get(s, own.triggerCallId), null],
  'triggerCalls.keepFindings': [
    (d, s, own) =>
      d.triggerCalls.keepFindings(
        s,
        { ...newCall(own.flowId), id: own.triggerCallId },
        { found: { value: ['evil'] }, rest: [{ id: newId(), found: { value: ['evil'] } }], changes: [] },
      ),
    null,
  ],
  'triggerCalls.markCompleted': [(d, s, own) => d.triggerCalls.markCompleted(s, own.triggerCallId), undefined],
  'triggerCalls.markDispatched': [(d, s, own) => d.triggerCalls.markDispatched(s, own.triggerCallId), undefined],
  'triggerEvents.clear': [(d, s, own) => d.triggerEvents.clear(s, own.flowId), undefined],
  'triggerEvents.list': [
    (d, s, own) => d.triggerEvents.list(s, { flowId: own.flowId, sourceName: 'own' }, FIRST_PAGE),
    EMPTY_PAGE,
  ],
  'triggerStats.recent': [(d, s) => d.triggerStats.recent(s, 10), []],
  'triggerEvents.record': [
    (d, s, own) => d.triggerEvents.record(s, { flowId: own.flowId, sourceName: 'evil', payload: null }),
    null,
  ],
};

/** Methods that know a row by what only its owner was told, and those of housekeeping. */
export const FLOW_RUN_WITHOUT_FOREIGN_ID = [
  ...['flowTargets.find', 'flowTriggers.switching', 'storeEntries.change', 'triggerCalls.prune'],
  ...['triggerCalls.takeUnfinished', 'triggerCalls.undispatched', 'triggerStats.count'],
];
