import type { RunRow, VersionedWorkflow } from '@perdura/database';
import { eventually } from '@perdura/testkit';
import { type ChildRunRequest, startChild } from './children.ts';
import { type Bench, openWorkedBench } from './fixtures/control-plane-bench.ts';
import type { Behaviour } from './fixtures/obedient-run.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(() => bench.close());

function requestOf(parent: RunRow, of: VersionedWorkflow, change: Partial<ChildRunRequest> = {}): ChildRunRequest {
  return {
    parent,
    step: { nodeId: 'call', iteration: '3' },
    call: '2026-04-12T09:00:00.000Z',
    workflowId: of.workflow.id,
    version: 'latest',
    input: { behave: 'complete' },
    wait: true,
    ...change,
  };
}

/** A live parent with a child that does as it is told. */
async function family(behave: Behaviour, change: Partial<ChildRunRequest> = {}) {
  const parent = await bench.start('wait');
  const request = requestOf(parent, await bench.workflow(), { input: { behave }, ...change });
  return { parent, child: await startChild(bench.deps, request) };
}

describe('starting', () => {
  test('a child is a run like any other, one level below, that knows the step it comes from', async () => {
    const parent = await bench.start('wait');
    const of = await bench.workflow();
    const child = await startChild(bench.deps, requestOf(parent, of, { input: { behave: 'wait' } }));
    expect(child).toMatchObject({
      workflowId: of.workflow.id,
      triggeredBy: 'workflow',
      triggerData: { value: { behave: 'wait' } },
      depth: 1,
      parentRunId: parent.id,
      parentNodeId: 'call',
      parentIteration: '3',
      parentWaits: true,
    });
    const { temporalWorkflowId } = parent;
    const { identity } = await bench.heard(child);
    expect(identity.parent).toEqual({ runId: parent.id, temporalWorkflowId, nodeId: 'call', iteration: '3' });
  });

  test('repeats of a call are one run, also after the workflow was disabled; another call is another run', async () => {
    const parent = await bench.start('wait');
    const of = await bench.workflow();
    const request = requestOf(parent, of);
    const runs = await Promise.all(Array.from({ length: 10 }, () => startChild(bench.deps, request)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    const again = await startChild(bench.deps, { ...request, call: '2026-04-12T10:00:00.000Z' });
    expect(again.id).not.toBe(runs[0]?.id);
    await bench.change(of.workflow.id, { enabled: false });
    expect((await startChild(bench.deps, request)).id).toBe(runs[0]?.id);
  });

  test.each([
    ['an unknown workflow', { workflowId: 'f'.repeat(24) }, 'SUB_WORKFLOW_NOT_FOUND'],
    ['an unknown version', { version: 7 }, 'CONFIG_INVALID'],
    ['an unknown label', { version: 'stable' }, 'CONFIG_INVALID'],
  ])('%s is refused', async (_, change, code) => {
    const parent = await bench.start('wait');
    const request = requestOf(parent, await bench.workflow(), change);
    await expect(startChild(bench.deps, request)).rejects.toMatchObject({ name: 'ChildRefused', code });
  });

  test('a disabled workflow, and one of another project, are refused', async () => {
    const parent = await bench.start('wait');
    const disabled = requestOf(parent, await bench.workflow({ enabled: false }));
    await expect(startChild(bench.deps, disabled)).rejects.toMatchObject({ code: 'SUB_WORKFLOW_DISABLED' });
    const { id: projectId } = await bench.database.projects.create({ name: 'other' });
    const foreign = requestOf({ ...parent, projectId }, await bench.workflow());
    await expect(startChild(bench.deps, foreign)).rejects.toMatchObject({ code: 'SUB_WORKFLOW_NOT_FOUND' });
  });

  test('a version is found by its number, as a number or a text, or by its label', async () => {
    const parent = await bench.start('wait');
    const of = await bench.workflow();
    await bench.change(of.workflow.id, { enabled: true });
    const { projectId, userId } = of.workflow;
    await bench.database.labels.put(projectId, of.workflow.id, { label: 'stable', version: 1, userId });
    for (const [call, version, found] of [
      ['a', 1, 1],
      ['b', '1', 1],
      ['c', 'latest', 2],
      ['d', 'stable', 1],
    ] as const) {
      const child = await startChild(bench.deps, requestOf(parent, of, { call, version }));
      expect(child.version).toBe(found);
    }
  });

  test('a child that would wait for a place which those hold that wait for it is refused', async () => {
    const of = await bench.workflow({ policies: { concurrency: { limit: 2 } } });
    const first = await bench.start('wait', of);
    const second = await startChild(bench.deps, requestOf(first, of, { input: { behave: 'wait' } }));
    const third = startChild(bench.deps, requestOf(second, of));
    await expect(third).rejects.toMatchObject({
      code: 'CONCURRENCY_SKIPPED',
      message: expect.stringContaining(first.id),
    });
    const alone = await startChild(bench.deps, requestOf(second, of, { wait: false }));
    expect(alone).toMatchObject({ admittedAt: null });
  });

  test('a chain of children is cut at the limit', async () => {
    const of = await bench.workflow();
    let run = await bench.start('complete');
    const descend = async () => {
      for (;;) run = await startChild(bench.deps, requestOf(run, of));
    };
    await expect(descend()).rejects.toMatchObject({ code: 'RECURSION_LIMIT' });
    expect(run.depth).toBe(bench.deps.settings.childDepthLimit);
  });
});

describe('ends', () => {
  let stopKeeper: () => Promise<void>;

  beforeAll(() => {
    const keeper = bench.housekeeping();
    stopKeeper = () => keeper.stop();
  });
  afterAll(() => stopKeeper());

  const wakesOf = async (parent: RunRow) => (await bench.heard(parent)).wakes;

  test.each([
    ['complete', { status: 'completed', error: null }],
    ['fail', { status: 'failed', error: { code: 'HTTP_STATUS', message: 'the peer answered 500' } }],
    ['complete-unrecorded', { status: 'completed' }],
  ] as const)('a child that does "%s" wakes its parent', async (behave, end) => {
    const { parent, child } = await family(behave);
    await eventually(async () => (await wakesOf(parent)).length > 0, { timeoutMs: 60_000 });
    const place = { nodeId: 'call', iteration: '3' };
    expect(await wakesOf(parent)).toMatchObject([{ kind: 'child', ...place, childRunId: child.id, end }]);
    await eventually(async () => (await bench.row(child)).parentWokenAt !== null);
  });

  test('a child that was terminated wakes its parent', async () => {
    const { parent, child } = await family('wait');
    await bench.control.terminateRun(child.projectId, child.id);
    await eventually(async () => (await wakesOf(parent)).length > 0);
    expect(await wakesOf(parent)).toMatchObject([{ end: { status: 'cancelled', error: { code: 'TERMINATED' } } }]);
  });

  test('a child that was cancelled before it began wakes its parent', async () => {
    const parent = await bench.start('wait');
    const { version } = await bench.workflow();
    const { run: child } = await bench.database.runs.create(bench.projectId, {
      workflowId: version.workflowId,
      versionId: version.id,
      triggeredBy: 'workflow',
      triggerData: { value: {} },
      parentRunId: parent.id,
      parentStep: { nodeId: 'call', iteration: '0', waits: true },
    });
    await bench.control.cancelRun(child.projectId, child.id);
    await eventually(async () => (await wakesOf(parent)).length > 0);
    expect(await wakesOf(parent)).toMatchObject([{ iteration: '0', end: { status: 'cancelled', error: null } }]);
  });

  test('a parent that does not wait is left alone', async () => {
    const { parent, child } = await family('complete', { wait: false });
    await bench.control.waitForRun(child, 60_000);
    expect((await bench.row(child)).parentWaits).toBe(false);
    expect(await wakesOf(parent)).toEqual([]);
  });

  test('a child whose waiting parent was terminated is cancelled; one that nobody waits for goes on', async () => {
    const { parent, child } = await family('wait');
    const free = await startChild(
      bench.deps,
      requestOf(parent, await bench.workflow(), { call: 'free', wait: false, input: { behave: 'wait' } }),
    );
    await bench.control.terminateRun(parent.projectId, parent.id);
    expect(await bench.control.waitForRun(child, 60_000)).toMatchObject({ status: 'cancelled', errorCode: null });
    await eventually(async () => (await bench.row(child)).parentWokenAt !== null);
    expect((await bench.row(free)).cancelRequestedAt).toBeNull();
  });
});
