import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunRow, VersionRow } from '@perdura/database';
import { chain, eventually, node } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

/** Longer than what is kept at once, and quick. */
const SHORT_MS = 80;

let bench: WorkerBench;
let server: Server;
/** Who asked for `/c` while it was to wait. */
let held: ServerResponse[];
let holds = false;

beforeAll(async () => {
  held = [];
  server = createServer((request, response) => {
    if (request.url === '/a') response.end();
    else if (request.url === '/b') setTimeout(() => response.end(), SHORT_MS);
    else if (holds) held.push(response);
    else response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const outside = { OUTBOUND_ALLOW_HOSTS: '127.0.0.1', QUICK_STEP_MS: '400' };
  bench = await openWorkerBench('call-progress', outside);
});

afterAll(async () => {
  await bench.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('what a call did is kept each time that a node of it takes longer, before the run is told', async () => {
  const { port } = server.address() as AddressInfo;
  const asks = ['a', 'b', 'c'].map((id) => node(id, 'http-request', { url: `http://127.0.0.1:${port}/${id}` }));
  const version = await bench.save(chain(asks));
  // Until it is seen how quick they are, the nodes are called alone.
  await ended(await bench.start(version, {}));
  await eventually(() => keptBeforeTold(version));
});

/** Whether, while the last of three nodes waits, a heartbeat said that two were done before the run was told so. */
async function keptBeforeTold(version: VersionRow): Promise<boolean> {
  holds = true;
  const run = await bench.start(version, {});
  const handle = bench.temporal.client.workflow.getHandle(run.temporalWorkflowId);
  const waiting = await eventually(() => held.pop());
  try {
    const told = async () => {
      const { events } = await handle.fetchHistory();
      return events?.find((event) => event.workflowExecutionSignaledEventAttributes)?.eventTime;
    };
    // On a busy machine they are slow at times, and called alone: then nothing is told.
    const toldAt = await eventually(told, { timeoutMs: 5_000 }).catch(() => null);
    const [call] = (await handle.describe()).raw.pendingActivities ?? [];
    const kept = Buffer.from(call?.heartbeatDetails?.payloads?.[0]?.data ?? []).toString();
    return kept.includes('"under":2') && timeOf(call?.lastHeartbeatTime) < timeOf(toldAt);
  } finally {
    holds = false;
    waiting.end();
    await ended(run);
  }
}

function timeOf(at: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  return Number(at?.seconds) * 1_000 + (at?.nanos ?? 0) / 1e6;
}

async function ended(run: RunRow): Promise<void> {
  expect((await bench.control.waitForRun(run, 60_000)).status).toBe('completed');
}
