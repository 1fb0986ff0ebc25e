import { BlobUploadLost } from '../blob-errors.ts';
import { UnknownReference } from '../errors.ts';
import { attempt, newRun, snapshot, step } from './fixtures.ts';
import { type Attempt, approvalOf, bulkJob, EMPTY_PAGE, FIRST_PAGE, type Furnished, pieceOf } from './furnished.ts';

const APPROVE = { decision: 'approve', comment: null, form: null } as const;

/** What a stranger who knows every id gets from each method of runs and what they wait for, and the harmless answer. */
export const RUN_ATTEMPTS: Record<string, [Attempt, unknown]> = {
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
  'approvals.list': [(d, s) => d.approvals.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'approvals.markMailed': [(d, s, own) => d.approvals.markMailed(s, own.approval.id, ['own@example.com']), undefined],
  'approvals.moveDeadline': [(d, s, own) => d.approvals.moveDeadline(s, own.approval.id, new Date()), null],
  'approvals.open': [(d, s, own) => d.approvals.open(s, approvalOf(own.run.id)), null],
  'approvals.resolve': [
    (d, s, own) => d.approvals.resolve(s, ['group:own', `user:${own.userId}`]),
    { people: [], unknown: ['group:own', expect.stringMatching(/^user:/)] },
  ],
  'blobs.abandonUpload': [(d, s, own) => d.blobs.abandonUpload(s, own.upload), undefined],
  'blobs.appendPiece': [(d, s, own) => lost(d.blobs.appendPiece(s, own.upload, 0, Buffer.from('evil'))), 'lost'],
  'blobs.finishUpload': [(d, s, own) => lost(d.blobs.finishUpload(s, own.upload, { hash: 'evil', bytes: 1 })), 'lost'],
  'blobs.get': [(d, s, own) => d.blobs.get(s, own.blob.hash), null],
  'blobs.getMany': [(d, s, own) => d.blobs.getMany(s, [own.blob.hash]), new Map()],
  'blobs.handOn': [
    async (d, s, own) => {
      await d.blobs.handOn(s, { from: own.run.id, to: 'evil' }, [own.blob.hash]);
      return d.blobs.usedBy(own.projectId, 'evil', [own.blob.hash]);
    },
    new Map(),
  ],
  'blobs.readPiece': [(d, s, own) => d.blobs.readPiece(s, own.blobInfo, 0), null],
  'blobs.usedBy': [(d, s, own) => d.blobs.usedBy(s, own.run.id, [own.blob.hash]), new Map()],
  'bulkJobs.begin': [(d, s, own) => d.bulkJobs.begin(s, own.job.id, 10), []],
  'bulkJobs.cancel': [(d, s, own) => d.bulkJobs.cancel(s, own.job.id), null],
  'bulkJobs.complete': [(d, s, own) => d.bulkJobs.complete(s, own.job.id), false],
  'bulkJobs.create': [async (d, s) => (await d.bulkJobs.create(s, bulkJob())).job.total, 0],
  'bulkJobs.get': [(d, s, own) => d.bulkJobs.get(s, own.job.id), null],
  'bulkJobs.items': [(d, s, own) => d.bulkJobs.items(s, own.job.id, FIRST_PAGE), null],
  'bulkJobs.list': [
    async (d, s, own) => (await d.bulkJobs.list(s, FIRST_PAGE)).items.some(({ id }) => id === own.job.id),
    false,
  ],
  'bulkJobs.markDispatched': [(d, s, own) => d.bulkJobs.markDispatched(s, own.job.id), undefined],
  'bulkJobs.matching': [(d, s) => d.bulkJobs.matching(s, {}), 0],
  'bulkJobs.settle': [
    (d, s, own) => d.bulkJobs.settle(s, own.job.id, [{ runId: own.run.id, outcome: 'succeeded' }]),
    undefined,
  ],
  'carriedSteps.finished': [
    (d, s, own) => d.carriedSteps.finished(s, own.run.id, ['a'], ['a']),
    { steps: [], undone: new Set() },
  ],
  'carriedSteps.ofRun': [
    (d, s, own) => d.carriedSteps.ofRun(s, own.run.id, ['a']),
    { steps: [], given: [], position: 0 },
  ],
  'children.endOf': [(d, s, own) => d.children.endOf(s, own.run.id), null],
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
  'runResets.follow': [
    (d, s, own) =>
      d.runResets.follow({
        ...{ projectId: s, runId: own.run.id, temporalRunId: 'evil', left: [], snapshot: null, whole: true },
      }),
    null,
  ],
  'runSearch.counts': [(d, s) => d.runSearch.counts(s, {}, { by: null, timezone: 'UTC', limit: 10 }), []],
  'runSearch.newest': [(d, s) => d.runSearch.newest(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'runSearch.next': [(d, s) => d.runSearch.next(s, {}, { limit: 10, before: null }), []],
  'runSearch.sorted': [
    (d, s) => d.runSearch.sorted(s, {}, { limit: 10, sort: { by: 'createdAt', descending: true }, after: null }),
    { items: [], total: 0, next: null },
  ],
  'runSearch.total': [(d, s) => d.runSearch.total(s, {}), 0],
  'runTags.add': [(d, s, own) => d.runTags.add(s, own.run.id, 'evil'), undefined],
  'runs.byEvent': [(d, s, own) => d.runs.byEvent(s, own.event.id), []],
  'runs.create': [
    (d, s, own) => d.runs.create(s, newRun(own)).catch((error) => error instanceof UnknownReference),
    true,
  ],
  'runs.finish': [
    (d, s, own) => d.runs.finish(s, own.run.id, { status: 'failed', error: null }),
    { recorded: false, event: false, freed: null },
  ],
  'runs.get': [(d, s, own) => d.runs.get(s, own.run.id), null],
  'runs.getWithSteps': [(d, s, own) => d.runs.getWithSteps(s, own.run.id, 10), null],
  'runs.getWithPlan': [(d, s, own) => d.runs.getWithPlan(s, own.run.id), null],
  'runs.listByWorkflow': [(d, s, own) => d.runs.listByWorkflow(s, own.workflow.id, FIRST_PAGE), EMPTY_PAGE],
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
  'runs.search': [(d, s, own) => d.runs.search(s, { workflowId: own.workflow.id }, FIRST_PAGE), EMPTY_PAGE],
  'savedSearches.get': [(d, s, own) => d.savedSearches.get(s, own.search.id), null],
  'savedSearches.list': [(d, s) => d.savedSearches.list(s, FIRST_PAGE), EMPTY_PAGE],
  'savedSearches.remove': [(d, s, own) => d.savedSearches.remove(s, own.search.id), false],
  'savedSearches.update': [(d, s, own) => d.savedSearches.update(s, own.search.id, { name: 'evil' }), null],
  'searchChanges.candidates': [async (d, s) => (await d.searchChanges.candidates(s, {}, new Date(0), 10)).runs, []],
  'searchChanges.changedAfter': [(d, s) => d.searchChanges.changedAfter(s, {}, new Date(0), 10), []],
  'searchChanges.evaluate': [(d, s, own) => d.searchChanges.evaluate(s, {}, [own.run.id]), []],
  'slots.endQueued': [(d, s, own) => d.slots.endQueued(s, own.queued.id, { status: 'cancelled', error: null }), false],
  'slots.markTold': [(d, s, own) => d.slots.markTold(s, own.queued.id), undefined],
  'stepAttempts.ofIterations': [(d, s, own) => d.stepAttempts.ofIterations(s, own.run.id, 'a', ['0']), []],
  'stepAttempts.record': [(d, s, own) => d.stepAttempts.record([attempt({ ...own.run, projectId: s }, 'a')]), 0],
  'steps.iterations': [
    (d, s, own) => d.steps.iterations(s, own.run.id, 'a', FIRST_PAGE),
    { items: [], total: 0, more: false },
  ],
  'steps.ofRun': [(d, s, own) => d.steps.ofRun(s, own.run.id), []],
  'steps.ofRuns': [
    async (d, s, own) => (await d.steps.ofRuns(s, [own.run.id], 10)).get(own.run.id),
    { steps: [], more: false },
  ],
  'steps.select': [(d, s, own) => d.steps.select(s, own.run.id, 10), { steps: [], furtherRounds: null }],
  'steps.statuses': [(d, s, own) => d.steps.statuses(s, own.run.id, [{ nodeId: 'a', iteration: '0' }]), []],
  'steps.typeOf': [(d, s, own) => d.steps.typeOf(s, own.run.id, 'a'), null],
};

/** A foreign upload is as one that was given up. */
function lost(work: Promise<void>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof BlobUploadLost ? 'lost' : String(error)),
  );
}

function fireOf(projectId: string, { workflow }: Furnished) {
  const temporal = { temporalWorkflowId: `cron-${workflow.id}-x`, temporalRunId: 'r' };
  return { projectId, workflowId: workflow.id, ...temporal, nominalTime: new Date(0) };
}
