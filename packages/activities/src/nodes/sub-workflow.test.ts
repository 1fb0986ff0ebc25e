import type { JsonObject } from '@perdura/definition';
import type { RunIdentity } from '@perdura/definition/run';
import { childActivities } from '../children/child-activities.ts';
import type { ActivityDependencies, ChildRequest } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { attemptOn, nodeInput } from '../testing/node-call.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { newStageRun } from '../testing/stage-run.ts';

let stage: Stage;
let parent: RunIdentity;
let child: RunIdentity;
/** What was asked of the control plane. */
let asked: (ChildRequest | { cancelled: string })[];

beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  [parent, child, asked] = [await newStageRun(stage), await newStageRun(stage), []];
});
afterAll(() => stage.close());

/** The control plane is another package: here it answers a run that is stored already. */
function withControl(startChild: ActivityDependencies['control']['startChild']): ActivityDependencies {
  const control = {
    ...stage.dependencies.control,
    startChild: (request: ChildRequest) => {
      asked.push(request);
      return startChild(request);
    },
    cancelRun: async (_: string, runId: string) => void asked.push({ cancelled: runId }),
  };
  return { ...stage.dependencies, control };
}

function attempt(config: JsonObject, dependencies = withControl(async () => ({ runId: child.id }))) {
  const input = {
    ...nodeInput(stage, 'sub-workflow', { workflowId: 'w', ...config }, { iteration: '4' }),
    run: parent,
  };
  return attemptOn(input, dependencies);
}

test('the child is asked for with the step, its call and its input', async () => {
  const { output } = await attempt({ version: 3, input: { order: 7 } });
  expect(output?.opening).toEqual({ type: 'sub-workflow', runId: child.id, wait: true, end: null });
  expect(asked).toEqual([
    {
      run: parent,
      step: { nodeId: 'probe', iteration: '4' },
      call: '2026-04-12T08:00:00.000Z',
      workflowId: 'w',
      version: 3,
      input: { order: 7 },
      wait: true,
    },
  ]);
});

test('a step that does not wait is done at once', async () => {
  const { output } = await attempt({ wait: false });
  expect(output?.opening).toEqual({ type: 'sub-workflow', runId: child.id, wait: false, end: null });
  expect(output?.result).toEqual({ value: { runId: child.id, status: 'pending', result: null } });
  expect(asked).toMatchObject([{ version: 'latest', input: {}, wait: false }]);
});

test('a child that has ended already is answered with its end', async () => {
  const error = { code: 'HTTP_STATUS', message: 'it answered 500', nodeId: 'fetch' };
  await stage.dependencies.database.runs.finish(stage.projectId, child.id, { status: 'failed', error });
  const { output } = await attempt({});
  const end = { status: 'failed', result: { value: null }, error: { code: 'HTTP_STATUS', message: error.message } };
  expect(output?.opening).toMatchObject({ end });
});

test('a refusal fails the step with its code', async () => {
  const refusal = new StepFailure('RECURSION_LIMIT', 'too deep', { retryable: false });
  const { failed } = await attempt(
    {},
    withControl(() => Promise.reject(refusal)),
  );
  expect(failed?.failure).toMatchObject({ code: 'RECURSION_LIMIT', retryable: false });
});

test('a child is cancelled through the control plane', async () => {
  const activities = childActivities(withControl(() => Promise.reject(new Error('nothing is started here'))));
  await activities['cancel-child']({ projectId: stage.projectId, runId: child.id });
  expect(asked).toEqual([{ cancelled: child.id }]);
});
