import type { Database } from './database.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';
import { CHANNEL_ATTEMPTS, CHANNELS_WITHOUT_FOREIGN_ID } from './testing/foreign-channels.ts';
import { CONNECTION_ATTEMPTS } from './testing/foreign-connections.ts';
import { FLOW_RUN_ATTEMPTS, FLOW_RUN_WITHOUT_FOREIGN_ID } from './testing/foreign-flow-runs.ts';
import { FLOW_ATTEMPTS, FLOW_WITHOUT_FOREIGN_ID } from './testing/foreign-flows.ts';
import { PEOPLE_ATTEMPTS, PEOPLE_WITHOUT_FOREIGN_ID } from './testing/foreign-people.ts';
import { RUN_ATTEMPTS } from './testing/foreign-runs.ts';
import { TABLE_ATTEMPTS, TABLES_WITHOUT_FOREIGN_ID } from './testing/foreign-tables.ts';
import { WORKFLOW_ATTEMPTS } from './testing/foreign-workflows.ts';
import { type Attempt, FIRST_PAGE, type Furnished, furnished, pieceOf } from './testing/furnished.ts';

const held = useDatabase();

/** What a stranger who knows every id gets from each tenant-facing method, and the harmless answer. */
const ATTEMPTS: Record<string, [Attempt, unknown]> = {
  ...RUN_ATTEMPTS,
  ...WORKFLOW_ATTEMPTS,
  ...CHANNEL_ATTEMPTS,
  ...CONNECTION_ATTEMPTS,
  ...FLOW_RUN_ATTEMPTS,
  ...FLOW_ATTEMPTS,
  ...TABLE_ATTEMPTS,
  ...PEOPLE_ATTEMPTS,
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

/** All that the owner sees of what the stranger was after. */
async function stateOf(database: Database, own: Furnished): Promise<unknown> {
  const { projectId } = own;
  return Promise.all([
    database.scheduleFires.list(projectId, own.workflow.id, {}, FIRST_PAGE),
    database.workflows.getVersioned(projectId, own.workflow.id),
    database.versions.list(projectId, own.workflow.id, FIRST_PAGE),
    database.labels.list(projectId, own.workflow.id, FIRST_PAGE),
    database.drafts.open(projectId, own.workflow.id),
    database.runs.search(projectId, {}, FIRST_PAGE),
    database.steps.ofRun(projectId, own.run.id),
    database.stepAttempts.ofIterations(projectId, own.run.id, 'a', ['0']),
    database.events.get(projectId, own.event.id),
    database.eventWaits.get(projectId, own.wait),
    database.approvals.get(projectId, own.approval.id),
    database.groups.list(projectId, FIRST_PAGE),
    database.savedSearches.list(projectId, FIRST_PAGE),
    database.subscriptions.list(projectId, FIRST_PAGE),
    database.deliveries.list(projectId, own.subscription.id, FIRST_PAGE),
    database.connections.reveal(projectId, own.connection.name),
    database.tools.list(projectId, {}, FIRST_PAGE),
    database.apiKeys.list(projectId, FIRST_PAGE),
    database.users.members(projectId),
    database.userInvitations.list(projectId, {}, { limit: 100, cursor: null }),
    database.bulkJobs.get(projectId, own.job.id),
    database.bulkJobs.items(projectId, own.job.id, FIRST_PAGE),
    database.audit.list(projectId, {}, FIRST_PAGE),
    database.storeEntries.get(projectId, { scope: 'project', key: 'own' }),
    database.flowRuns.list(projectId, {}, { limit: 100, cursor: null }),
    database.flows.list(projectId, {}, { limit: 100, cursor: null }),
    database.folders.list(projectId, { limit: 100, cursor: null }),
    database.pieceWaits.open(projectId, pieceOf(own.run.id), { kind: 'webhook', until: null }),
  ]);
}
