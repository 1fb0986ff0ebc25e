import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedBundle } from '@perdura/testkit';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, type ReplayWorkerOptions, Runtime, Worker } from '@temporalio/worker';
import { sourceBundle } from '../bundle/source-bundle.ts';
import { HISTORY_SHAPES } from '../test/history-shapes.ts';
import { startHarness } from '../test/interpreter-harness.ts';
import { TestActivities } from '../test/test-activities.ts';

const FOLDER = join(__dirname, '../histories');

/**
 * `RECORD_HISTORIES=true` records the shapes that have no history yet. Those that have keep theirs: they stand for runs
 * that began under an older interpreter. A history is recorded anew once its file is deleted.
 */
const RECORDING = process.env.RECORD_HISTORIES === 'true';

beforeAll(async () => {
  if (RECORDING) await recordAll();
  else Runtime.install({ logger: new DefaultLogger('ERROR') });
}, 300_000);

test('every shape has a recorded history', () => {
  expect([...recordedShapes()].sort()).toEqual(Object.keys(HISTORY_SHAPES).sort());
});

test.each([
  'continue-as-new',
  'continue-as-new-in-a-loop',
  'continue-as-new-in-a-wait',
  'continue-as-new-in-a-loop-in-turn',
])('the run %s has a history of each part', (shape) => {
  const parts = recordedFiles().filter((file) => file.startsWith(`${shape}.`));
  expect(parts.length).toBeGreaterThan(1);
});

test('every recorded history replays', async () => {
  for (const file of recordedFiles()) {
    const history: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    await Worker.runReplayHistory(await replayOptions(), history, file);
  }
}, 300_000);

test('an interpreter that does something else does not replay', async () => {
  const [file = ''] = recordedFiles().filter((name) => name === 'chain.json');
  const altered = readFileSync(join(FOLDER, file), 'utf8').replaceAll('"http-request"', '"email-send"');
  const replay = Worker.runReplayHistory(await replayOptions(), JSON.parse(altered), file);
  await expect(replay).rejects.toThrow('email-send');
});

async function replayOptions(): Promise<ReplayWorkerOptions> {
  return { workflowBundle: await sharedBundle('interpreter', sourceBundle), sinks: new TestActivities().sinks };
}

function recordedFiles(): string[] {
  try {
    return readdirSync(FOLDER).sort();
  } catch {
    return [];
  }
}

function recordedShapes(): Set<string> {
  return new Set(recordedFiles().map((file) => file.replace(/(\.\d+)?\.json$/, '')));
}

async function recordAll(): Promise<void> {
  const harness = await startHarness();
  mkdirSync(FOLDER, { recursive: true });
  const known = recordedShapes();
  for (const [shape, start] of Object.entries(HISTORY_SHAPES)) {
    if (known.has(shape)) continue;
    const { handle, runId } = await start(harness);
    await handle.result().catch(() => undefined);
    const parts: string[] = [];
    for await (const { runId: part } of harness.client.workflow.list({ query: `WorkflowId = 'run-${runId}'` })) {
      parts.unshift(part);
    }
    for (const [index, part] of parts.entries()) {
      const history = await harness.client.workflow.getHandle(`run-${runId}`, part).fetchHistory();
      const name = parts.length > 1 ? `${shape}.${index + 1}.json` : `${shape}.json`;
      writeFileSync(join(FOLDER, name), `${withoutStacks(historyToJSON(history))}\n`);
    }
  }
  await harness.shutdown();
}

/** Stack traces hold the paths of the machine that recorded. */
function withoutStacks(json: string): string {
  return json.replaceAll(/("stackTrace": )"(?:[^"\\]|\\.)*"/g, '$1""');
}
