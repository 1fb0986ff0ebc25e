import {
  PIECE_CALL_WORKFLOW,
  type PieceCallInput,
  TRIGGER_WORKFLOW,
  type TriggerCallInput,
} from '@perdura/definition/run';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type Harness, startHarness } from '../test/interpreter-harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

const call: TriggerCallInput = { projectId: 'project', workflowId: 'flow', hook: 'run', callId: 'first' };

test('a hook is called until it can be, and tells what it started', async () => {
  expect(await execute(TRIGGER_WORKFLOW, call)).toEqual({ runIds: ['run of first'], value: { value: null } });
  expect(harness.activities.pieceCalls).toEqual([call, call]);
});

test('what a hook refuses is refused for good, with its own code', async () => {
  const refused = await execute(TRIGGER_WORKFLOW, { ...call, hook: 'onEnable' }).catch((error: unknown) => error);
  if (!(refused instanceof WorkflowFailedError)) throw refused;
  expect(refused.cause).toBeInstanceOf(ApplicationFailure);
  expect(refused.cause).toMatchObject({ type: 'PIECE_FAILED', message: 'It refuses.' });
  expect(harness.activities.pieceCalls.filter((each) => 'hook' in each && each.hook === 'onEnable')).toHaveLength(1);
});

test('a piece is called outside of any run', async () => {
  const input: PieceCallInput = { kind: 'describe', pieceName: 'piece-store', pieceVersion: '1.0.0' };
  expect(await execute(PIECE_CALL_WORKFLOW, input)).toEqual({ called: 'piece-store' });
});

function execute(workflow: string, input: PieceCallInput | TriggerCallInput): Promise<unknown> {
  const { client, taskQueue } = harness;
  const workflowId = `${workflow}-${taskQueue}-${harness.activities.pieceCalls.length}`;
  return client.workflow.execute(workflow, { taskQueue, workflowId, args: [input] });
}
