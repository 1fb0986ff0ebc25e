import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, type ReplayWorkerOptions, Runtime, Worker } from '@temporalio/worker';
import { sourceBundle } from '../bundle/source-bundle.ts';
import { HISTORY_SHAPES } from '../test/history-shapes.ts';
import { startHarness } from '../test/interpreter-harness.ts';
import { TestActivities } from '../test/test-activities.ts';

const FOLDER = join(__dirname, '../histories');

/** `RECORD_HISTORIES=true` writes the histories anew, for an interpreter whose old runs have all ended. */
const RECORDING = process.env.RECORD_HISTORIES === 'true';

beforeAll(async () => {
  if (RECORDING) await recordAll();
  else Runtime.install({ logger: new DefaultLogger('ERROR') });
}, 300_000);

test('every shape has a recorded history', () => {
  const shapes = new Set(recordedFiles().map((file) => file.replace(/(\.\d+)?\.json$/, '')));
  expect([...shapes].sort()).toEqual(Object.keys(HISTORY_SHAPES).sort());
});

test('a run that continues as new has a history of each part', () => {
  expect(recordedFiles().filter((file) => file.startsWith('continue-as-new')).length).toBeGreaterThan(1);
});

test('every recorded history replays', async () => {
  for (const file of recordedFiles()) {
    const history: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    await Worker.runReplayHistory(await replayOptions(), history, file);
  }
});

test('an interpreter that does something else does not replay', async () => {
  const [file = ''] = recordedFiles().filter((name) => name === 'chain.json');
  const altered = readFileSync(join(FOLDER, file), 'utf8').replaceAll('"http-request"', '"email-send"');
  const replay = Worker.runReplayHistory(await replayOptions(), JSON.parse(altered), file);
  await expect(replay).rejects.toThrow('email-send');
});

async function replayOptions(): Promise<ReplayWorkerOptions> {
  return { workflowBundle: await sourceBundle(), sinks: new TestActivities().sinks };
}

function recordedFiles(): string[] {
  try {
    return readdirSync(FOLDER).sort();
  } catch {
    return [];
  }
}

async function recordAll(): Promise<void> {
  const harness = await startHarness();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [shape, start] of Object.entries(HISTORY_SHAPES)) {
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
