import { startBaseline, startBaselineServer } from '../baseline/start.ts';
import type { Installation } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { type ComparisonPlan, compare, type Side } from '../compare.ts';
import { exchange } from '../http-client.ts';
import { call, startApi, startWorker } from '../product.ts';
import { comparison, type Row } from '../table.ts';

interface Sizes extends Omit<ComparisonPlan, 'concurrency'> {
  /** Callers at once, rising. */
  concurrencies: number[];
}

const SIZES: Record<Effort, Sizes> = {
  full: { blocks: 5, together: 240, concurrencies: [4, 12, 24], alone: 25 },
  quick: { blocks: 4, together: 80, concurrencies: [4, 12], alone: 10 },
  smoke: { blocks: 1, together: 4, concurrencies: [2], alone: 2 },
};

const TRIGGER_PIECE = { pieceName: '@activepieces/piece-webhook', pieceVersion: '0.1.29', propertySettings: {} };

/** Webhook, a step of code, Return Response: what the hand-written workflow does. */
const FLOW = {
  ...{ name: 'trigger', displayName: 'Catch Webhook', type: 'PIECE_TRIGGER', valid: true },
  settings: { ...TRIGGER_PIECE, triggerName: 'catch_webhook', input: { authType: 'none' } },
  nextAction: {
    ...{ name: 'step_1', displayName: 'Double', type: 'CODE', valid: true },
    settings: {
      sourceCode: { code: 'export const code = async (inputs) => ({ double: inputs.n * 2 });', packageJson: '{}' },
      input: { n: '{{trigger.body.n}}' },
    },
    nextAction: {
      ...{ name: 'step_2', displayName: 'Return Response', type: 'PIECE', valid: true },
      settings: {
        ...{ ...TRIGGER_PIECE, actionName: 'return_response' },
        input: { responseType: 'json', fields: { status: 200, headers: {}, body: { double: '{{step_1.double}}' } } },
      },
    },
  },
};

/** A flow's synchronous webhook against a hand-written one that starts a workflow and waits for its update. */
export const flowWebhook: BenchCase = {
  name: 'flow-webhook',
  title: 'webhook → code → Return Response against a hand-written workflow',
  async run({ stack, temporal, effort, note }) {
    const { address } = await temporal();
    const installation = await stack.newInstallation();
    const worker = await startWorker(stack, installation, address);
    const api = await startApi(stack, installation, address);
    const baselineWorker = await startBaseline(stack, address);
    const server = await startBaselineServer(stack, address);
    const flowId = await publishFlow(api, installation);
    const ours = sideOf(worker, `${api.url}/v1/webhooks/${flowId}/sync`);
    const baseline = sideOf(baselineWorker, `${server.url}/`);
    const { concurrencies, ...plan } = SIZES[effort];
    const rows: Row[] = [];
    for (const concurrency of concurrencies) {
      note(`${concurrency} callers at once, in turns`);
      const figures = await compare(ours, baseline, { ...plan, concurrency });
      rows.push(...rowsOf(concurrency, figures));
    }
    await Promise.all([worker, api.process, baselineWorker, server.process].map((child) => child.stop()));
    return { rows };
  },
};

type Figures = Awaited<ReturnType<typeof compare>>;

function rowsOf(concurrency: number, { ours, baseline }: Figures): Row[] {
  const name = `flow webhook, ${concurrency} callers`;
  const rates = { ours: ours.runsPerSecond, baseline: baseline.runsPerSecond, unit: 'runs/s' };
  const waits = { ours: ours.p50Ms, baseline: baseline.p50Ms, unit: 'ms' };
  const costs = { ours: ours.cpuMsPerRun, baseline: baseline.cpuMsPerRun, unit: 'ms' };
  return [
    comparison(name, 'throughput', rates, { atLeast: 0.8 }),
    comparison(name, 'p50 of a caller alone', waits, { atMost: 1.25 }),
    comparison(name, 'worker CPU per run', costs, null),
  ];
}

async function publishFlow(api: { url: string }, installation: Installation): Promise<string> {
  const { id } = await call<{ id: string }>(api, installation, 'POST', '/v1/flows', { displayName: 'Bench' });
  const operate = (type: string, body: object) =>
    call<object>(api, installation, 'POST', `/v1/flows/${id}`, { type, request: body });
  await operate('IMPORT_FLOW', { displayName: 'Bench', trigger: FLOW, schemaVersion: '1' });
  await operate('LOCK_AND_PUBLISH', {});
  return id;
}

function sideOf(worker: Side['worker'], url: string): Side {
  return {
    worker,
    prepare: async (count) => Array.from({ length: count }, (_, n) => () => ask(url, n)),
  };
}

/** Asks, and looks at the answer. @throws when it is not the one */
async function ask(url: string, n: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { status, text } = await exchange(url, { method: 'POST', headers, body: { n } });
  const expected = JSON.stringify({ double: n * 2 });
  if (status !== 200 || text !== expected) throw new Error(`${url} answered ${status}: ${text.slice(0, 500)}`);
}
