import { newId } from '../ids.ts';
import type { Backfill } from '../schedules.ts';
import { compiled } from './fixtures.ts';
import { type Attempt, EMPTY_PAGE, FIRST_PAGE } from './furnished.ts';

/** What a stranger who knows every id gets from workflows and what a project has beside them, and the harmless answer. */
export const WORKFLOW_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'audit.list': [(d, s) => d.audit.list(s, {}, FIRST_PAGE), { items: [], nextCursor: null }],
  'audit.settle': [(d, s, own) => d.audit.settle(s, own.announced, []), undefined],
  'deliveries.createForEvent': [(d, s, own) => d.deliveries.createForEvent(s, own.event, [own.subscription.id]), []],
  'deliveries.get': [(d, s, own) => d.deliveries.get(s, own.delivery.id), null],
  'deliveries.list': [(d, s, own) => d.deliveries.list(s, own.subscription.id, FIRST_PAGE), EMPTY_PAGE],
  'deliveries.load': [(d, s, own) => d.deliveries.load(s, own.delivery.id), null],
  'deliveries.markDispatched': [(d, s, own) => d.deliveries.markDispatched(s, own.delivery.id, 0), false],
  'deliveries.recordAttempt': [
    (d, s, own) => d.deliveries.recordAttempt(s, own.delivery.id, { statusCode: 1, error: null, outcome: 'failed' }),
    false,
  ],
  'deliveries.redeliver': [(d, s, own) => d.deliveries.redeliver(s, own.subscription.id, own.delivery.id), null],
  'drafts.get': [(d, s, own) => d.drafts.get(s, own.workflow.id), null],
  'drafts.open': [(d, s, own) => d.drafts.open(s, own.workflow.id), null],
  'drafts.put': [(d, s, own) => d.drafts.put(s, own.workflow.id, { content: {}, userId: 'evil' }), null],
  'drafts.remove': [(d, s, own) => d.drafts.remove(s, own.workflow.id), null],
  'effects.find': [(d, s) => d.effects.find(s, 'effect'), null],
  'enabledFlows.list': [(d, s) => d.enabledFlows.list(s, null, 10), []],
  'events.get': [(d, s, own) => d.events.get(s, own.event.id), null],
  'events.markDispatched': [(d, s, own) => d.events.markDispatched(s, own.event.id), undefined],
  'events.types': [(d, s) => d.events.types(s), []],
  'idempotencyKeys.find': [(d, s) => d.idempotencyKeys.find(s, { scope: 's', key: 'k', bodyHash: 'h' }), null],
  'labels.list': [(d, s, own) => d.labels.list(s, own.workflow.id, FIRST_PAGE), EMPTY_PAGE],
  'labels.ofVersions': [(d, s, own) => d.labels.ofVersions(s, own.workflow.id, [1]), new Map([[1, []]])],
  'labels.put': [(d, s, own) => d.labels.put(s, own.workflow.id, { label: 'own', version: 1, userId: 'evil' }), null],
  'labels.remove': [(d, s, own) => d.labels.remove(s, own.workflow.id, 'own'), null],
  'laterRuns.upcoming': [(d, s) => d.laterRuns.upcoming(s, new Date(0), new Date('9999-01-01'), 10), []],
  'scheduleFires.list': [(d, s, own) => d.scheduleFires.list(s, own.workflow.id, {}, FIRST_PAGE), EMPTY_PAGE],
  'scheduleFires.skip': [(d, s, own) => d.scheduleFires.skip(s, own.workflow.id, new Date(0), 'evil'), undefined],
  'schedules.backfill': [
    (d, s, own) => d.schedules.backfill(s, backfillOf(own.workflow.id, own.version.id)),
    { runIds: [], made: [] },
  ],
  'schedules.firing': [(d, s) => d.schedules.firing(s, 10), []],
  'schedules.setPaused': [
    (d, s, own) => d.schedules.setPaused(s, own.workflow, { paused: true, note: 'evil', scheduleDesired: 'evil' }),
    false,
  ],
  'storeEntries.get': [(d, s) => d.storeEntries.get(s, { scope: 'project', key: 'own' }), null],
  'storeEntries.remove': [(d, s) => d.storeEntries.remove(s, { scope: 'project', key: 'own' }), false],
  'subscriptions.disable': [(d, s, own) => d.subscriptions.disable(s, own.subscription.id), false],
  'subscriptions.get': [(d, s, own) => d.subscriptions.get(s, own.subscription.id), null],
  'subscriptions.list': [(d, s) => d.subscriptions.list(s, FIRST_PAGE), EMPTY_PAGE],
  'subscriptions.listeningTo': [(d, s) => d.subscriptions.listeningTo(s, 'a.b'), []],
  'subscriptions.remove': [(d, s, own) => d.subscriptions.remove(s, own.subscription.id), false],
  'tools.get': [(d, s, own) => d.tools.get(s, own.tool.name), null],
  'tools.list': [(d, s) => d.tools.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'tools.names': [(d, s) => d.tools.names(s), new Set()],
  'tools.remove': [(d, s, own) => d.tools.remove(s, own.tool.name), false],
  'versions.get': [(d, s, own) => d.versions.get(s, own.workflow.id, 1), null],
  'versions.getById': [(d, s, own) => d.versions.getById(s, own.version.id), null],
  'versions.list': [(d, s, own) => d.versions.list(s, own.workflow.id, FIRST_PAGE), EMPTY_PAGE],
  'versions.setNote': [(d, s, own) => d.versions.setNote(s, own.workflow.id, 1, 'evil'), null],
  'webhookTriggers.keptSecrets': [(d, s, own) => d.webhookTriggers.keptSecrets(s, own.workflow.id), 0],
  'workflows.existing': [(d, s, own) => d.workflows.existing(s, [own.workflow.id]), new Map()],
  'workflows.get': [(d, s, own) => d.workflows.get(s, own.workflow.id, { deleted: true }), null],
  'workflows.getVersioned': [(d, s, own) => d.workflows.getVersioned(s, own.workflow.id), null],
  'workflows.list': [(d, s) => d.workflows.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'workflows.listeningTo': [(d, s) => d.workflows.listeningTo(s, 'a.b'), []],
  'workflows.markScheduleApplied': [(d, s, own) => d.workflows.markScheduleApplied(s, own.workflow.id, null), false],
  'workflows.markScheduleDrifted': [(d, s, own) => d.workflows.markScheduleDrifted(s, own.workflow.id), undefined],
  'workflows.remove': [(d, s, own) => d.workflows.remove(s, own.workflow.id), false],
  'workflows.update': [
    (d, s, own) => d.workflows.update(s, own.workflow.id, { userId: 'evil', compiled: compiled() }),
    null,
  ],
};

function backfillOf(workflowId: string, versionId: string): Backfill {
  const run = { id: newId(), at: new Date(0), tags: [], businessKey: null, priority: 3, slot: null };
  const runs = [{ ...run, triggerData: { value: null } }];
  return { workflowId, versionId, runs, again: true, startedBy: null };
}
