import type { NewApproval } from '../approvals.ts';
import type { NewBulkJob } from '../bulk-jobs.ts';
import type { Database } from '../database.ts';
import type { WaitingPiece } from '../piece-wait-ids.ts';
import { attempt, newProject, newRun, newWorkflow, snapshot, step } from './fixtures.ts';
import { furnishChannels } from './foreign-channels.ts';
import { furnishConnections } from './foreign-connections.ts';
import { furnishFlowRun } from './foreign-flow-runs.ts';
import { furnishFlow } from './foreign-flows.ts';
import { furnishPeople } from './foreign-people.ts';
import { furnishTable } from './foreign-tables.ts';

/** One of everything, in a project of its own. */
export async function furnished(database: Database) {
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

export type Furnished = Awaited<ReturnType<typeof furnished>>;

/** What a stranger tries with a method, knowing every id of what is another's. */
export type Attempt = (database: Database, stranger: string, own: Furnished) => Promise<unknown>;

/** The first page of any list, and that page when there is nothing. */
export const FIRST_PAGE = { limit: 100 };
export const EMPTY_PAGE = { items: [], total: 0, nextCursor: null };

export function pieceOf(runId: string): WaitingPiece {
  return { runId, nodeId: 'step_1', iteration: '0', after: null, ordinal: 0 };
}

export function bulkJob(): NewBulkJob {
  const filter = { runs: {}, asked: {} };
  return { action: 'cancel', filter, input: {}, userId: null, limits: { runs: 1_000, jobs: 5 } };
}

export function approvalOf(runId: string): NewApproval {
  const person = { approver: 'own@example.com', by: 'own@example.com', identities: ['own@example.com'] };
  return {
    ...{ runId, nodeId: 'ask', iteration: '0', message: '', people: [person], escalation: [['b@example.com']] },
    ...{ required: 1, form: null, onTimeout: 'fail', allowSelf: true, deadline: null, createdAt: new Date(0) },
  };
}
