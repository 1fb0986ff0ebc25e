import { createDatabase, DEVELOPMENT_ENCRYPTION_KEYS } from '@perdura/database';
import type { JsonObject, NodeType } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';
import { createEvaluator } from '@perdura/sandbox';
import { createLanguageModels } from '../ai/models.ts';
import { type ActivityDependencies, DEFAULT_ACTIVITY_SETTINGS } from '../dependencies.ts';
import { createMailer } from '../mail/mailer.ts';
import { createOutbound } from '../outbound/outbound.ts';
import { runNode } from '../run-node.ts';
import { withoutPieces } from './without-pieces.ts';

/** How often memory is collected, in milliseconds, and how many times as long as that takes all else goes on. */
const COLLECT_EVERY_MS = 50;
const OTHERS_SHARE = 4;

/**
 * A process of its own that takes a large body through three nodes and tells its peak memory: arguments are the
 * database's URL, the project, the run and the address of the peer that gives and takes.
 */
const [url = '', projectId = '', runId = '', peer = ''] = process.argv.slice(2);
const database = createDatabase({ url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
const evaluator = createEvaluator({ threads: 1 });
const outbound = createOutbound({ allowHosts: ['127.0.0.1'] });
const dependencies: ActivityDependencies = {
  database,
  evaluator,
  outbound,
  settings: DEFAULT_ACTIVITY_SETTINGS,
  logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  mailer: createMailer({}, outbound),
  control: {
    startChild: () => Promise.reject(new Error('no other run can be started here')),
    cancelRun: () => Promise.resolve(),
    doBulkItem: () => Promise.reject(new Error('no operation over many runs is carried out here')),
    openScheduled: () => Promise.reject(new Error('no run is opened here')),
    startFlowRun: () => Promise.reject(new Error('no run of a flow is started here')),
    slotFreed: ignore,
  },
  models: createLanguageModels({}, outbound),
  attempts: { note: ignore },
  pieces: withoutPieces({ database, outbound }),
  emit: () => Promise.resolve(),
  eventStored: ignore,
};

let collecting = setTimeout(collect, COLLECT_EVERY_MS);
const fetched = await step('fetch', 'http-request', { url: peer });
const passed = await step('pass', 'transform', { expression: '({ file: fetch.result.body })' }, { fetch: fetched });
const sent = await step(
  'send',
  'http-request',
  { url: peer, method: 'POST', body: '{{ pass.result.file }}' },
  { pass: passed },
);
clearTimeout(collecting);
await evaluator.close();
await outbound.close();
await database.close();
const payloads = [fetched, passed, sent].map((result) => JSON.stringify(result).length);
// Kilobytes, as the system counts them.
process.stdout.write(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024, payloads }));

/** What streams hold is asked about, not what a busy machine collects late; it must not come to do nothing else. */
function collect(): void {
  const began = performance.now();
  globalThis.gc?.();
  collecting = setTimeout(collect, Math.max(COLLECT_EVERY_MS, OTHERS_SHARE * (performance.now() - began)));
}

async function step(
  id: string,
  type: NodeType,
  config: JsonObject,
  upstream: Record<string, ValueRef> = {},
): Promise<ValueRef> {
  const run = { id: runId, projectId, workflowId: runId, version: 1, triggeredBy: 'api', depth: 0 } as const;
  const nodes = Object.entries(upstream).map(([name, result]) => [name, { status: 'success', result, error: null }]);
  const { result } = await runNode(
    {
      run: { ...run, createdAt: new Date().toISOString() },
      node: { id, type, config },
      iteration: '0',
      now: new Date().toISOString(),
      scope: { trigger: { value: null }, nodes: Object.fromEntries(nodes) },
    },
    { number: 1, signal: new AbortController().signal, heartbeat: ignore },
    dependencies,
  );
  return result;
}

function ignore(): void {
  // Nobody listens here.
}
