import { compileFlow, type FlowTrigger } from '@perdura/definition';
import type { StepSnapshot } from '@perdura/definition/run';
import fc from 'fast-check';
import { faultOf } from '../test/fault-of.ts';
import { FlowActivities } from '../test/flow-activities.ts';
import { type FlowModelStep, flowModelOf } from '../test/flow-model.ts';
import {
  type Harness,
  type PlayedRun,
  recordedSteps,
  type StartOptions,
  startHarness,
} from '../test/interpreter-harness.ts';
import { inputOf } from '../test/plan-builder.ts';
import { FLOW_DATA, randomFlows } from '../test/random-flows.ts';

const FLOWS = 300;
const AT_ONCE = 10;
/** Every third run continues as new again and again. */
const CROWDED: StartOptions = { limits: { historyEvents: 40, scopeBytes: 600 } };

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ activities: new FlowActivities() });
});

afterAll(() => harness.shutdown());

test('300 random flows come to what their steps say, whatever pauses, stops or fails', async () => {
  const seed = 20_260_601;
  const flows = randomFlows({ maxChain: 4, depth: 2, fails: true });
  const queue = [...fc.sample(flows, { numRuns: FLOWS, seed }).entries()];
  const faults: string[] = [];
  const ends = { completed: 0, stopped: 0, failed: 0 };
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, trigger] = next;
      const played = await play(trigger, `flow-${index}`, index % 3 === 0 ? CROWDED : {});
      const model = flowModelOf(trigger, FLOW_DATA);
      ends[model.end] += 1;
      const fault = faultOf(() => expectFlow(model, played));
      if (fault !== null) faults.push(`Flow ${index} of seed ${seed}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(faults).toEqual([]);
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(5);
}, 300_000);

async function play(trigger: FlowTrigger, runId: string, options: StartOptions): Promise<PlayedRun> {
  const input = { ...inputOf(compileFlow(trigger), runId), trigger: { value: FLOW_DATA } };
  return (await harness.startWith(input, runId, options)).closed();
}

function expectFlow(model: ReturnType<typeof flowModelOf>, { runId, record, status }: PlayedRun): void {
  const isFailed = model.end === 'failed';
  expect([status, record.status]).toEqual(isFailed ? ['FAILED', 'failed'] : ['COMPLETED', 'completed']);
  // Flows run one step after the other: what fails the run is the step that began last.
  expect(record.error?.nodeId ?? null).toBe(isFailed ? model.steps.at(-1)?.name : null);
  const steps = recordedSteps(harness.activities, runId).filter((step) => step.status !== 'skipped');
  expect(steps.map(essence)).toEqual(model.steps.map(expected));
}

/** A loop's rounds are told by their steps. */
function essence({
  nodeId,
  nodeType,
  iteration,
  status,
  result,
}: StepSnapshot): FlowModelStep | StepSnapshot['status'] {
  if (status !== 'success' && status !== 'failed') return status;
  const value = harness.activities.blobs.load(result);
  if (nodeType !== 'loop' || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { name: nodeId, iteration, status, output: value };
  }
  const { iterations: _, ...output } = value;
  return { name: nodeId, iteration, status, output };
}

function expected(step: FlowModelStep): FlowModelStep {
  return { ...step, status: step.status === 'failed' ? 'failed' : 'success' };
}
