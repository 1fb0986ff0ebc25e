import type { RunSnapshot } from '@perdura/definition/run';
import type { RunRow } from './run-row.ts';
import { newProject, newRun, newWorkflow, snapshot, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

/** A parent with a child that one of its steps started. */
async function family(waits = true) {
  const { database } = held;
  const project = await newProject(database);
  const { projectId } = project;
  const versioned = await newWorkflow(database, project);
  const { run: parent } = await database.runs.create(projectId, newRun(versioned));
  const { run: child } = await database.runs.create(projectId, {
    ...newRun(versioned),
    triggeredBy: 'workflow',
    parentRunId: parent.id,
    parentStep: { nodeId: 'call', iteration: '2.0', waits },
    idempotency: { scope: 'child', key: `${parent.id}/call/2.0`, bodyHash: versioned.workflow.id },
  });
  const end = (run: RunRow, fields: Partial<RunSnapshot>) =>
    database.runs.record(snapshot(run, { sequence: 9, completedAt: '2026-04-12T10:00:00.000Z', ...fields }));
  const untold = async () => (await database.children.untold(1_000)).filter(({ id }) => id === child.id);
  return { database, children: database.children, projectId, parent, child, end, untold };
}

test('the end of a child is to be told until it was', async () => {
  const { children, parent, child, end, untold } = await family();
  expect(await untold()).toEqual([]);
  expect(await end(child, { status: 'completed', result: { value: { total: 7 } } })).toMatchObject({ event: true });
  const [told] = await untold();
  expect(told).toMatchObject({
    parentRunId: parent.id,
    parentTemporalWorkflowId: parent.temporalWorkflowId,
    nodeId: 'call',
    iteration: '2.0',
    end: { status: 'completed', result: { value: { total: 7 } }, error: null },
  });
  await children.markTold([child.id]);
  expect(await untold()).toEqual([]);
});

test('a child whose parent does not wait is no news to it', async () => {
  const { child, end, untold } = await family(false);
  expect(await end(child, { status: 'completed' })).toMatchObject({ recorded: true, event: false });
  expect(await untold()).toEqual([]);
});

test('a child that was ended from outside tells its error', async () => {
  const { database, children, projectId, child, untold } = await family();
  expect(await children.endOf(projectId, child.id)).toBeNull();
  const error = { code: 'TERMINATED', message: 'the run was terminated', nodeId: null };
  const finished = await database.runs.finish(projectId, child.id, { status: 'cancelled', error });
  expect(finished).toMatchObject({ recorded: true, event: true });
  const end = { status: 'cancelled', result: { value: null }, error: { code: 'TERMINATED', message: error.message } };
  expect(await children.endOf(projectId, child.id)).toEqual(end);
  expect(await untold()).toMatchObject([{ end }]);
});

test('a child whose waiting parent has ended is an orphan, and has nobody to be told', async () => {
  const { database, children, projectId, parent, child, end, untold } = await family();
  const orphans = async () => (await children.orphans(1_000)).filter(({ runId }) => runId === child.id);
  expect(await orphans()).toEqual([]);
  await database.runs.finish(projectId, parent.id, { status: 'cancelled', error: null });
  expect(await orphans()).toEqual([{ projectId, runId: child.id }]);
  await database.runs.requestCancel(projectId, child.id);
  expect(await orphans()).toEqual([]);
  await end(child, { status: 'cancelled' });
  expect(await untold()).toMatchObject([{ parentTemporalWorkflowId: null }]);
});

test('a large result is kept for the parent before it is told', async () => {
  const { database, children, projectId, parent, child, end } = await family();
  const { hash, bytes } = await database.blobs.put(projectId, Buffer.from('"large"'), { runId: child.id });
  await end(child, { status: 'completed', result: { blob: hash, bytes } });
  await children.untold(1_000);
  expect(await children.endOf(projectId, child.id)).toMatchObject({ result: { blob: hash, bytes } });
  const { Client } = await import('pg');
  const client = new Client({ connectionString: held.url });
  await client.connect();
  const { rows } = await client.query('SELECT run_id FROM blob_uses WHERE project_id = $1 AND hash = $2', [
    projectId,
    hash,
  ]);
  await client.end();
  expect(rows).toContainEqual({ run_id: parent.id });
});
