import type { NewApproval } from './approvals.ts';
import { BlobUploadLost } from './blob-errors.ts';
import type { NewBulkJob } from './bulk-jobs.ts';
import type { Database } from './database.ts';
import { UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import type { WaitingPiece } from './piece-wait-ids.ts';
import type { Backfill } from './schedules.ts';
import { attempt, compiled, newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';
import { CHANNEL_ATTEMPTS, CHANNELS_WITHOUT_FOREIGN_ID, furnishChannels } from './testing/foreign-channels.ts';
import { CONNECTION_ATTEMPTS, furnishConnections } from './testing/foreign-connections.ts';
import { FLOW_RUN_ATTEMPTS, FLOW_RUN_WITHOUT_FOREIGN_ID, furnishFlowRun } from './testing/foreign-flow-runs.ts';
import { FLOW_ATTEMPTS, FLOW_WITHOUT_FOREIGN_ID, furnishFlow } from './testing/foreign-flows.ts';
import { furnishPeople, PEOPLE_ATTEMPTS, PEOPLE_WITHOUT_FOREIGN_ID } from './testing/foreign-people.ts';

import { furnishTable, TABLE_ATTEMPTS, TABLES_WITHOUT_FOREIGN_ID } from './testing/foreign-tables.ts';

const held = useDatabase();
const page = { limit: 100 };

/** One of everything, in a project of its own. */
async function furnished(database: Database) {
  const project = await newProject(database);
  const { projectId, userId } = project;
  const versioned = await newWorkflow(database, project, { trigger: { type: 'event', event: 'a.b' }, tags: ['t'] });
  const { event } = await database.events.publish(projectId, { type: 'a.b', data: {}, externalId: 'external' });
  const idempotency = { key: 'run-key', bodyHash: 'h' };
  const { run } = await database.runs.create(projectId, { ...newRun(versioned), eventId: event.id, idempotency });
  const slot = { key: 'slot', limit: 1, policy: 'queue', rate: null } as const;
  const { run: queued } = await database.runs.create(projectId, { ...newRun(versioned), slot });
  await database.runs.recordProgress([snapshot(run, { steps: [step('a', { status: 'running' })] })]);
  await database.stepAttempts.record([attempt(run, 'a')]);
  const blob = await database.blobs.put(projectId, Buffer.from(`"${projectId}"`), { runId: run.id });
  const blobInfo = { ...blob, contentType: 'application/json', contentId: null, store: null };
  const upload = await database.blobs.openUpload(projectId);
  const input = { inputSchema: {}, execution: { type: 'handler' } };
  const { tool } = await database.tools.upsert(projectId, { name: `tool-${projectId}`, description: 'd', ...input });
  const { connection, appConnection, variable } = await furnishConnections(database, project);
  const flowRun = await furnishFlowRun(database, project);
  const furnishedFlow = await furnishFlow(database, project);
  const furnishedTable = await furnishTable(database, project);
  const people = await furnishPeople(database, project);
  const channels = await furnishChannels(database, project);
  const subscription = await database.subscriptions.create(projectId, {
    ...{ developerId: userId, event: 'a.b', url: 'http://127.0.0.1:1/', secret: 'whsec_canary' },
  });
  const [delivery] = await database.deliveries.createForEvent(projectId, event, [subscription.id]);
  await database.effects.record(projectId, 'effect', 1);
  const wait = { runId: run.id, nodeId: 'wait', iteration: '0' };
  await database.eventWaits.open(projectId, wait, { event: 'a.b', correlationKey: null });
  await database.idempotencyKeys.claim(projectId, { scope: 's', key: 'k', bodyHash: 'h', resourceId: 'r' });
  await database.labels.put(projectId, versioned.workflow.id, { label: 'own', version: 1, userId });
  await database.drafts.put(projectId, versioned.workflow.id, { content: { name: 'draft' }, userId });
  const search = await database.savedSearches.create(projectId, { userId, name: 'own', filter: {} });
  const approval = await database.approvals.open(projectId, approvalOf(run.id));
  const { job } = await database.bulkJobs.create(projectId, bulkJob());
  const entry = { actorType: 'user', actorId: userId, actor: 'own@example.com', action: 'a.b', target: 't' } as const;
  await database.audit.write(projectId, entry);
  await database.storeEntries.put(projectId, { scope: 'project', key: 'own' }, 1);
  const pieceWait = await database.pieceWaits.open(projectId, pieceOf(run.id), { kind: 'webhook', until: null });
  const announced = await database.audit.announce(projectId, entry);
  if (delivery === undefined || approval === null) throw new Error('no delivery, or no approval, was made');
  return {
    announced,
    approval,
    job,
    ...project,
    ...versioned,
    search,
    event,
    run,
    queued,
    blob,
    blobInfo,
    upload,
    tool,
    connection,
    appConnection,
    variable,
    ...flowRun,
    ...furnishedFlow,
    ...furnishedTable,
    ...people,
    ...channels,
    subscription,
    delivery,
    wait,
    pieceWait,
  };
}

function pieceOf(runId: string): WaitingPiece {
  return { runId, nodeId: 'step_1', iteration: '0', after: null, ordinal: 0 };
}

function bulkJob(): NewBulkJob {
  const filter = { runs: {}, asked: {} };
  return { action: 'cancel', filter, input: {}, userId: null, limits: { runs: 1_000, jobs: 5 } };
}

function approvalOf(runId: string): NewApproval {
  const person = { approver: 'own@example.com', by: 'own@example.com', identities: ['own@example.com'] };
  return {
    ...{ runId, nodeId: 'ask', iteration: '0', message: '', people: [person], escalation: [['b@example.com']] },
    ...{ required: 1, form: null, onTimeout: 'fail', allowSelf: true, deadline: null, createdAt: new Date(0) },
  };
}

function backfillOf(workflowId: string, versionId: string): Backfill {
  const run = { id: newId(), at: new Date(0), tags: [], businessKey: null, priority: 3, slot: null };
  const runs = [{ ...run, triggerData: { value: null } }];
  return { workflowId, versionId, runs, again: true, startedBy: null };
}

const APPROVE = { decision: 'approve', comment: null, form: null } as const;

type Furnished = Awaited<ReturnType<typeof furnished>>;
type Attempt = (database: Database, stranger: string, own: Furnished) => Promise<unknown>;

/** What a stranger who knows every id gets from each tenant-facing method, and the harmless answer. */
const ATTEMPTS: Record<string, [Attempt, unknown]> = {
  ...CHANNEL_ATTEMPTS,
  'audit.list': [(d, s) => d.audit.list(s, {}, page), { items: [], nextCursor: null }],
  'audit.settle': [(d, s, own) => d.audit.settle(s, own.announced, []), undefined],
  'blobs.abandonUpload': [(d, s, own) => d.blobs.abandonUpload(s, own.upload), undefined],
  'blobs.appendPiece': [(d, s, own) => lost(d.blobs.appendPiece(s, own.upload, 0, Buffer.from('evil'))), 'lost'],
  'blobs.finishUpload': [(d, s, own) => lost(d.blobs.finishUpload(s, own.upload, { hash: 'evil', bytes: 1 })), 'lost'],
  'approvals.cancel': [(d, s, own) => d.approvals.cancel(s, own.approval.id), null],
  'approvals.comment': [(d, s, own) => d.approvals.comment(s, own.approval.id, { by: 'x', text: 'x' }), null],
  'approvals.decide': [(d, s, own) => d.approvals.decide(s, own.approval.id, ['own@example.com'], APPROVE), null],
  'approvals.decideByLink': [
    (d, s, own) => d.approvals.decideByLink(s, own.approval.id, { hash: 'h', by: 'own@example.com' }, APPROVE),
    null,
  ],
  'approvals.delegate': [(d, s, own) => d.approvals.delegate(s, own.approval.id, ['own@example.com'], 'x@x.com'), null],
  'approvals.end': [(d, s, own) => d.approvals.end(s, own.approval.id, { reason: 'timeout' }), null],
  'approvals.escalate': [(d, s, own) => d.approvals.escalate(s, own.approval.id, 2), null],
  'approvals.get': [(d, s, own) => d.approvals.get(s, own.approval.id), null],
  'approvals.issueToken': [(d, s, own) => d.approvals.issueToken(s, own.approval.id, { by: 'x', level: 1 }), null],
  'approvals.list': [(d, s) => d.approvals.list(s, {}, page), empty()],
  'approvals.markMailed': [(d, s, own) => d.approvals.markMailed(s, own.approval.id, ['own@example.com']), undefined],
  'approvals.moveDeadline': [(d, s, own) => d.approvals.moveDeadline(s, own.approval.id, new Date()), null],
  'approvals.open': [(d, s, own) => d.approvals.open(s, approvalOf(own.run.id)), null],
  'approvals.resolve': [
    (d, s, own) => d.approvals.resolve(s, ['group:own', `user:${own.userId}`]),
    { people: [], unknown: ['group:own', expect.stringMatching(/^user:/)] },
  ],
  'blobs.get': [(d, s, own) => d.blobs.get(s, own.blob.hash), null],
  'blobs.getMany': [(d, s, own) => d.blobs.getMany(s, [own.blob.hash]), new Map()],
  'carriedSteps.finished': [
    (d, s, own) => d.carriedSteps.finished(s, own.run.id, ['a'], ['a']),
    { steps: [], undone: new Set() },
  ],
  'carriedSteps.ofRun': [
    (d, s, own) => d.carriedSteps.ofRun(s, own.run.id, ['a']),
    { steps: [], given: [], position: 0 },
  ],
  'children.endOf': [(d, s, own) => d.children.endOf(s, own.run.id), null],
  'blobs.handOn': [
    async (d, s, own) => {
      await d.blobs.handOn(s, { from: own.run.id, to: 'evil' }, [own.blob.hash]);
      return d.blobs.usedBy(own.projectId, 'evil', [own.blob.hash]);
    },
    new Map(),
  ],
  'blobs.readPiece': [(d, s, own) => d.blobs.readPiece(s, own.blobInfo, 0), null],
  'blobs.usedBy': [(d, s, own) => d.blobs.usedBy(s, own.run.id, [own.blob.hash]), new Map()],
  ...CONNECTION_ATTEMPTS,
  ...FLOW_RUN_ATTEMPTS,
  ...FLOW_ATTEMPTS,
  ...TABLE_ATTEMPTS,
  ...PEOPLE_ATTEMPTS,
  'deliveries.createForEvent': [(d, s, own) => d.deliveries.createForEvent(s, own.event, [own.subscription.id]), []],
  'deliveries.get': [(d, s, own) => d.deliveries.get(s, own.delivery.id), null],
  'deliveries.list': [(d, s, own) => d.deliveries.list(s, own.subscription.id, page), empty()],
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
  'bulkJobs.begin': [(d, s, own) => d.bulkJobs.begin(s, own.job.id, 10), []],
  'bulkJobs.cancel': [(d, s, own) => d.bulkJobs.cancel(s, own.job.id), null],
  'bulkJobs.complete': [(d, s, own) => d.bulkJobs.complete(s, own.job.id), false],
  'bulkJobs.create': [async (d, s) => (await d.bulkJobs.create(s, bulkJob())).job.total, 0],
  'bulkJobs.get': [(d, s, own) => d.bulkJobs.get(s, own.job.id), null],
  'bulkJobs.items': [(d, s, own) => d.bulkJobs.items(s, own.job.id, page), null],
  'bulkJobs.list': [
    async (d, s, own) => (await d.bulkJobs.list(s, page)).items.some(({ id }) => id === own.job.id),
    false,
  ],
  'bulkJobs.markDispatched': [(d, s, own) => d.bulkJobs.markDispatched(s, own.job.id), undefined],
  'bulkJobs.matching': [(d, s) => d.bulkJobs.matching(s, {}), 0],
  'bulkJobs.settle': [
    (d, s, own) => d.bulkJobs.settle(s, own.job.id, [{ runId: own.run.id, outcome: 'succeeded' }]),
    undefined,
  ],
  'eventWaits.candidates': [(d, s, own) => d.eventWaits.candidates(s, own.wait, { after: null, limit: 9 }), []],
  'eventWaits.end': [(d, s, own) => d.eventWaits.end(s, own.wait), undefined],
  'eventWaits.get': [(d, s, own) => d.eventWaits.get(s, own.wait), null],
  'eventWaits.isAwaited': [(d, s) => d.eventWaits.isAwaited(s, 'a.b'), false],
  'eventWaits.isCandidate': [(d, s, own) => d.eventWaits.isCandidate(s, own.wait, own.event.id), false],
  'eventWaits.open': [
    (d, s, own) =>
      d.eventWaits
        .open(s, own.wait, { event: 'evil.event', correlationKey: null })
        .catch((error) => error instanceof UnknownReference),
    true,
  ],
  'eventWaits.take': [(d, s, own) => d.eventWaits.take(s, own.wait, own.event.id), false],
  'eventWaits.waitingFor': [
    (d, s, own) => d.eventWaits.waitingFor({ ...own.event, id: 'evil', projectId: s }, { after: null, limit: 9 }),
    [],
  ],
  'events.get': [(d, s, own) => d.events.get(s, own.event.id), null],
  'events.markDispatched': [(d, s, own) => d.events.markDispatched(s, own.event.id), undefined],
  'events.types': [(d, s) => d.events.types(s), []],
  'idempotencyKeys.find': [(d, s) => d.idempotencyKeys.find(s, { scope: 's', key: 'k', bodyHash: 'h' }), null],
  'labels.list': [(d, s, own) => d.labels.list(s, own.workflow.id, page), empty()],
  'labels.ofVersions': [(d, s, own) => d.labels.ofVersions(s, own.workflow.id, [1]), new Map([[1, []]])],
  'labels.put': [(d, s, own) => d.labels.put(s, own.workflow.id, { label: 'own', version: 1, userId: 'evil' }), null],
  'labels.remove': [(d, s, own) => d.labels.remove(s, own.workflow.id, 'own'), null],
  'lineage.of': [
    (d, s, own) => d.lineage.of(s, own.run.id, 9),
    {
      ...{ retryOf: [], retries: [], children: [], parent: null },
      more: { retryOf: false, retries: false, children: false },
    },
  ],
  'pieceWaits.adopt': [(d, s, own) => d.pieceWaits.adopt(s, pieceOf(own.run.id)), null],
  'pieceWaits.end': [(d, s, own) => d.pieceWaits.end(s, own.run.id, own.pieceWait?.requestId ?? ''), undefined],
  'pieceWaits.open': [(d, s, own) => d.pieceWaits.open(s, pieceOf(own.run.id), { kind: 'webhook', until: null }), null],
  'runs.byEvent': [(d, s, own) => d.runs.byEvent(s, own.event.id), []],
  'runs.create': [
    (d, s, own) => d.runs.create(s, newRun(own)).catch((error) => error instanceof UnknownReference),
    true,
  ],
  'runs.finish': [
    (d, s, own) => d.runs.finish(s, own.run.id, { status: 'failed', error: null }),
    { recorded: false, event: false, freed: null },
  ],
  'runResets.follow': [
    (d, s, own) =>
      d.runResets.follow({
        ...{ projectId: s, runId: own.run.id, temporalRunId: 'evil', left: [], snapshot: null, whole: true },
      }),
    null,
  ],
  'runs.get': [(d, s, own) => d.runs.get(s, own.run.id), null],
  'runs.getWithSteps': [(d, s, own) => d.runs.getWithSteps(s, own.run.id, 10), null],
  'runs.getWithPlan': [(d, s, own) => d.runs.getWithPlan(s, own.run.id), null],
  'runs.listByWorkflow': [(d, s, own) => d.runs.listByWorkflow(s, own.workflow.id, page), empty()],
  'runs.liveOfWorkflow': [(d, s, own) => d.runs.liveOfWorkflow(s, own.workflow.id, 10), []],
  'runs.markDispatched': [(d, s, own) => d.runs.markDispatched(s, own.run.id, 'evil'), false],
  'runs.openScheduled': [(d, s, own) => d.runs.openScheduled(fireOf(s, own)), { skipped: 'the workflow was deleted' }],
  'runs.record': [
    (d, s, own) => d.runs.record(snapshot({ ...own.run, projectId: s }, { sequence: 99, status: 'failed' })),
    { recorded: false, event: false, freed: null },
  ],
  'runs.recordProgress': [
    (d, s, own) =>
      d.runs.recordProgress([snapshot({ ...own.run, projectId: s }, { sequence: 99, steps: [step('x')] })]),
    0,
  ],
  'runs.requestCancel': [(d, s, own) => d.runs.requestCancel(s, own.run.id), null],
  'runs.search': [(d, s, own) => d.runs.search(s, { workflowId: own.workflow.id }, page), empty()],
  'laterRuns.upcoming': [(d, s) => d.laterRuns.upcoming(s, new Date(0), new Date('9999-01-01'), 10), []],
  'scheduleFires.list': [(d, s, own) => d.scheduleFires.list(s, own.workflow.id, {}, page), empty()],
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
  'runChanges.get': [(d, s, own) => d.runChanges.get(s, own.run.id), null],
  'runChanges.revisions': [(d, s, own) => d.runChanges.revisions([{ projectId: s, id: own.run.id }]), []],
  'runChanges.steps': [
    (d, s, own) =>
      d.runChanges.steps(
        s,
        own.run.id,
        { after: { revision: -1, position: 0 }, upTo: { revision: 9, position: 9 } },
        10,
      ),
    [],
  ],
  'searchChanges.candidates': [async (d, s) => (await d.searchChanges.candidates(s, {}, new Date(0), 10)).runs, []],
  'searchChanges.changedAfter': [(d, s) => d.searchChanges.changedAfter(s, {}, new Date(0), 10), []],
  'searchChanges.evaluate': [(d, s, own) => d.searchChanges.evaluate(s, {}, [own.run.id]), []],
  'runSearch.counts': [(d, s) => d.runSearch.counts(s, {}, { by: null, timezone: 'UTC', limit: 10 }), []],
  'runSearch.newest': [(d, s) => d.runSearch.newest(s, {}, page), empty()],
  'runSearch.next': [(d, s) => d.runSearch.next(s, {}, { limit: 10, before: null }), []],
  'runSearch.sorted': [
    (d, s) => d.runSearch.sorted(s, {}, { limit: 10, sort: { by: 'createdAt', descending: true }, after: null }),
    { items: [], total: 0, next: null },
  ],
  'runSearch.total': [(d, s) => d.runSearch.total(s, {}), 0],
  'savedSearches.get': [(d, s, own) => d.savedSearches.get(s, own.search.id), null],
  'savedSearches.list': [(d, s) => d.savedSearches.list(s, page), empty()],
  'savedSearches.remove': [(d, s, own) => d.savedSearches.remove(s, own.search.id), false],
  'savedSearches.update': [(d, s, own) => d.savedSearches.update(s, own.search.id, { name: 'evil' }), null],
  'stepAttempts.ofIterations': [(d, s, own) => d.stepAttempts.ofIterations(s, own.run.id, 'a', ['0']), []],
  'stepAttempts.record': [(d, s, own) => d.stepAttempts.record([attempt({ ...own.run, projectId: s }, 'a')]), 0],
  'steps.iterations': [
    (d, s, own) => d.steps.iterations(s, own.run.id, 'a', page),
    { items: [], total: 0, more: false },
  ],
  'slots.endQueued': [(d, s, own) => d.slots.endQueued(s, own.queued.id, { status: 'cancelled', error: null }), false],
  'slots.markTold': [(d, s, own) => d.slots.markTold(s, own.queued.id), undefined],
  'steps.ofRun': [(d, s, own) => d.steps.ofRun(s, own.run.id), []],
  'steps.ofRuns': [
    async (d, s, own) => (await d.steps.ofRuns(s, [own.run.id], 10)).get(own.run.id),
    { steps: [], more: false },
  ],
  'steps.select': [(d, s, own) => d.steps.select(s, own.run.id, 10), { steps: [], furtherRounds: null }],
  'steps.statuses': [(d, s, own) => d.steps.statuses(s, own.run.id, [{ nodeId: 'a', iteration: '0' }]), []],
  'steps.typeOf': [(d, s, own) => d.steps.typeOf(s, own.run.id, 'a'), null],
  'enabledFlows.list': [(d, s) => d.enabledFlows.list(s, null, 10), []],
  'runTags.add': [(d, s, own) => d.runTags.add(s, own.run.id, 'evil'), undefined],
  'storeEntries.get': [(d, s) => d.storeEntries.get(s, { scope: 'project', key: 'own' }), null],
  'storeEntries.remove': [(d, s) => d.storeEntries.remove(s, { scope: 'project', key: 'own' }), false],
  'subscriptions.disable': [(d, s, own) => d.subscriptions.disable(s, own.subscription.id), false],
  'subscriptions.get': [(d, s, own) => d.subscriptions.get(s, own.subscription.id), null],
  'subscriptions.list': [(d, s) => d.subscriptions.list(s, page), empty()],
  'subscriptions.listeningTo': [(d, s) => d.subscriptions.listeningTo(s, 'a.b'), []],
  'subscriptions.remove': [(d, s, own) => d.subscriptions.remove(s, own.subscription.id), false],
  'tools.get': [(d, s, own) => d.tools.get(s, own.tool.name), null],
  'tools.list': [(d, s) => d.tools.list(s, {}, page), empty()],
  'tools.names': [(d, s) => d.tools.names(s), new Set()],
  'tools.remove': [(d, s, own) => d.tools.remove(s, own.tool.name), false],
  'versions.get': [(d, s, own) => d.versions.get(s, own.workflow.id, 1), null],
  'versions.getById': [(d, s, own) => d.versions.getById(s, own.version.id), null],
  'versions.list': [(d, s, own) => d.versions.list(s, own.workflow.id, page), empty()],
  'versions.setNote': [(d, s, own) => d.versions.setNote(s, own.workflow.id, 1, 'evil'), null],
  'webhookTriggers.keptSecrets': [(d, s, own) => d.webhookTriggers.keptSecrets(s, own.workflow.id), 0],
  'workflows.existing': [(d, s, own) => d.workflows.existing(s, [own.workflow.id]), new Map()],
  'workflows.get': [(d, s, own) => d.workflows.get(s, own.workflow.id, { deleted: true }), null],
  'workflows.getVersioned': [(d, s, own) => d.workflows.getVersioned(s, own.workflow.id), null],
  'workflows.list': [(d, s) => d.workflows.list(s, {}, page), empty()],
  'workflows.listeningTo': [(d, s) => d.workflows.listeningTo(s, 'a.b'), []],
  'workflows.markScheduleApplied': [(d, s, own) => d.workflows.markScheduleApplied(s, own.workflow.id, null), false],
  'workflows.markScheduleDrifted': [(d, s, own) => d.workflows.markScheduleDrifted(s, own.workflow.id), undefined],
  'workflows.remove': [(d, s, own) => d.workflows.remove(s, own.workflow.id), false],
  'workflows.update': [
    (d, s, own) => d.workflows.update(s, own.workflow.id, { userId: 'evil', compiled: compiled() }),
    null,
  ],
};

/** Signing in is a user's, of any project; each of these takes the user first, or a secret that only its holder knows. */
const SIGN_IN = [
  ...['oidc.begin', 'oidc.enter', 'oidc.prune', 'oidc.take', 'passwords.account', 'passwords.beginAttempt'],
  ...[
    'passwords.change',
    'passwords.forgetAttempts',
    'passwords.hash',
    'passwords.pruneAttempts',
    'passwords.setFirst',
  ],
  ...['passwordResets.claimUnmailed', 'passwordResets.find', 'passwordResets.issueToken', 'passwordResets.markMailed'],
  ...[
    'passwordResets.prune',
    'passwordResets.request',
    'passwordResets.use',
    'sessions.actor',
    'sessions.authenticate',
  ],
  ...['sessions.end', 'sessions.endOthers', 'sessions.get', 'sessions.list', 'sessions.move', 'sessions.open'],
  ...['sessions.projects', 'sessions.prune'],
];

/** Methods that make rows of their own, and those of the installation and of housekeeping. */
const WITHOUT_FOREIGN_ID = [
  ...FLOW_RUN_WITHOUT_FOREIGN_ID,
  ...CHANNELS_WITHOUT_FOREIGN_ID,
  ...FLOW_WITHOUT_FOREIGN_ID,
  ...TABLES_WITHOUT_FOREIGN_ID,
  ...PEOPLE_WITHOUT_FOREIGN_ID,
  ...SIGN_IN,
  ...['audit.announce', 'audit.settleAbandoned', 'audit.write', 'projects.update'],
  ...['quotas.beforeStart', 'quotas.limitOf', 'quotas.requireRoom', 'quotas.take', 'quotas.usage'],
  'bulkJobs.prune',
  'bulkJobs.underway',
  'bulkJobs.undispatched',
  ...[
    'blobs.openUpload',
    'blobs.put',
    'blobs.removeContents',
    'blobs.sweep',
    'retention.deleteExpiredRuns',
    'retention.forgetQuotaWindows',
    'retention.sweepExpiredEvents',
    'appConnections.put',
    'connections.create',
    'connections.rewrap',
    'drafts.rewrap',
  ],
  ...['children.markTold', 'children.orphans', 'children.untold', 'eventWaits.endOrphans'],
  ...['approvals.cancelOrphans', 'approvals.claimUnmailed', 'approvals.link', 'approvals.markTold', 'approvals.untold'],
  ...['pieceFiles.byToken', 'pieceFiles.create', 'pieceFiles.prune', 'pieceFiles.tokenOf'],
  ...['pieceReleases.get', 'pieceReleases.list', 'pieceReleases.put', 'pieceReleases.versions'],
  ...['pieceResumptions.failedCallees', 'pieceResumptions.markTold', 'pieceResumptions.projectOf'],
  ...['pieceResumptions.resume', 'pieceResumptions.untold', 'storeEntries.put'],
  ...['deliveries.undispatched', 'effects.prune', 'effects.record', 'events.pending', 'events.publish'],
  ...['idempotencyKeys.claim', 'idempotencyKeys.prune'],
  ...['runs.cancelRequested', 'runs.live', 'runs.liveAmong', 'runs.markChecked'],
  ...[
    'runs.undispatched',
    'slots.admit',
    'slots.queuedWorkflows',
    'slots.untold',
    'savedSearches.create',
    'subscriptions.create',
    'subscriptions.rewrap',
    'tools.installMissing',
    'tools.upsert',
    'variables.put',
  ],
  ...['history.executionsWithRows', 'history.runs', 'history.steps', 'runResets.behind'],
  ...['webhookTriggers.listeningAt', 'webhookTriggers.rewrap'],
  ...['laterRuns.due', 'laterRuns.release', 'scheduleFires.known', 'scheduleFires.note', 'scheduleFires.prune'],
  ...['scheduleFires.spans', 'scheduleWatches.due', 'scheduleWatches.forget', 'scheduleWatches.postpone'],
  ...['scheduleWatches.save'],
  ...['workflows.create'],
  ...['workflows.scheduled', 'workflows.schedulesToSync'],
];

/** A foreign upload is as one that was given up. */
function lost(work: Promise<void>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof BlobUploadLost ? 'lost' : String(error)),
  );
}

test('every method of every repository is looked at', () => {
  const methods = Object.entries(held.database).flatMap(([name, repository]) =>
    typeof repository === 'object' ? Object.keys(repository).map((method) => `${name}.${method}`) : [],
  );
  expect([...Object.keys(ATTEMPTS), ...WITHOUT_FOREIGN_ID].toSorted()).toEqual(methods.toSorted());
});

describe('a stranger who knows every id', () => {
  let own: Furnished;
  let stranger: string;
  let before: unknown;

  beforeAll(async () => {
    own = await furnished(held.database);
    ({ projectId: stranger } = await newProject(held.database));
    before = await stateOf(held.database, own);
  });

  test.each(Object.keys(ATTEMPTS))('gets nothing from %s', async (name) => {
    const [attempt, answer] = ATTEMPTS[name] ?? [];
    expect(await attempt?.(held.database, stranger, own)).toEqual(answer);
  });

  afterAll(async () => {
    expect(await stateOf(held.database, own)).toEqual(before);
  });
});

test('rows of the same names in two projects are apart', async () => {
  const { database } = held;
  const [one, other] = await Promise.all([newProject(database), newProject(database)]);
  const tool = { name: 'same', description: 'one', inputSchema: {}, execution: {} };
  expect((await database.tools.upsert(one.projectId, tool)).updated).toBe(false);
  expect((await database.tools.upsert(other.projectId, { ...tool, description: 'other' })).updated).toBe(false);
  expect((await database.tools.get(one.projectId, 'same'))?.description).toBe('one');
  const connection = { name: 'same', type: 'bearer', value: { token: 'one' } };
  await database.connections.create(one.projectId, connection);
  await database.connections.create(other.projectId, { ...connection, value: { token: 'other' } });
  expect((await database.connections.reveal(one.projectId, 'same'))?.value).toEqual({ token: 'one' });
  const event = { type: 'a.b', data: 1, externalId: 'same' };
  const published = await Promise.all([one, other].map(({ projectId }) => database.events.publish(projectId, event)));
  expect(published.map(({ duplicate }) => duplicate)).toEqual([false, false]);
  expect(await database.blobs.put(one.projectId, Buffer.from('x'))).toEqual(
    await database.blobs.put(other.projectId, Buffer.from('x')),
  );
});

function empty() {
  return { items: [], total: 0, nextCursor: null };
}

function fireOf(projectId: string, { workflow }: Furnished) {
  const temporal = { temporalWorkflowId: `cron-${workflow.id}-x`, temporalRunId: 'r' };
  return { projectId, workflowId: workflow.id, ...temporal, nominalTime: new Date(0) };
}

/** All that the owner sees of what the stranger was after. */
async function stateOf(database: Database, own: Furnished): Promise<unknown> {
  const { projectId } = own;
  return Promise.all([
    database.scheduleFires.list(projectId, own.workflow.id, {}, page),
    database.workflows.getVersioned(projectId, own.workflow.id),
    database.versions.list(projectId, own.workflow.id, page),
    database.labels.list(projectId, own.workflow.id, page),
    database.drafts.open(projectId, own.workflow.id),
    database.runs.search(projectId, {}, page),
    database.steps.ofRun(projectId, own.run.id),
    database.stepAttempts.ofIterations(projectId, own.run.id, 'a', ['0']),
    database.events.get(projectId, own.event.id),
    database.eventWaits.get(projectId, own.wait),
    database.approvals.get(projectId, own.approval.id),
    database.groups.list(projectId, page),
    database.savedSearches.list(projectId, page),
    database.subscriptions.list(projectId, page),
    database.deliveries.list(projectId, own.subscription.id, page),
    database.connections.reveal(projectId, own.connection.name),
    database.tools.list(projectId, {}, page),
    database.apiKeys.list(projectId, page),
    database.users.members(projectId),
    database.userInvitations.list(projectId, {}, { limit: 100, cursor: null }),
    database.bulkJobs.get(projectId, own.job.id),
    database.bulkJobs.items(projectId, own.job.id, page),
    database.audit.list(projectId, {}, page),
    database.storeEntries.get(projectId, { scope: 'project', key: 'own' }),
    database.flowRuns.list(projectId, {}, { limit: 100, cursor: null }),
    database.flows.list(projectId, {}, { limit: 100, cursor: null }),
    database.folders.list(projectId, { limit: 100, cursor: null }),
    database.pieceWaits.open(projectId, pieceOf(own.run.id), { kind: 'webhook', until: null }),
  ]);
}
