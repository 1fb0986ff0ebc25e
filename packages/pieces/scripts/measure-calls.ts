/**
 * Measures what calls of pieces and code steps cost: `npx tsx --conditions=source packages/pieces/scripts/measure-calls.ts`.
 */
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@perdura/definition';
import { packageHome } from '../src/catalogue/package-home.ts';
import { createPieceRunner } from '../src/runner/create-piece-runner.ts';
import type { PieceCall } from '../src/runner/piece-call.ts';
import type { PieceHost } from '../src/runner/piece-host.ts';

const COLD_ROUNDS = 9;
const WARM_ROUNDS = 300;

const nothing = async () => null;
const host: PieceHost = {
  store: { get: nothing, put: async () => {}, delete: async () => {} },
  files: { write: async () => '', read: nothing },
  connection: nothing,
  listFlows: async () => ({ data: [], next: null, previous: null }),
  projectExternalId: nothing,
  addTag: async () => {},
  replyByChannel: nothing,
  updateOutput: async () => {},
  createWait: async () => ({ requestId: 'w', resumeUrl: 'https://perdura.example/w' }),
  log: () => {},
};

const CASES: [name: string, call: (projectId: string) => Promise<PieceCall>][] = [
  [
    'code step',
    async (projectId) => ({
      kind: 'code',
      projectId,
      code: 'export const code = (i) => i',
      packages: null,
      input: { a: 1 },
    }),
  ],
  ['store, one file', (projectId) => actionOf(projectId, '@activepieces/piece-store', 'get', { key: 'k' })],
  [
    'webhook, with dependencies',
    (projectId) =>
      actionOf(projectId, '@activepieces/piece-webhook', 'return_response', { fields: { body: { ok: true } } }),
  ],
];

for (const [name, callOf] of CASES) process.stdout.write(`${name}: ${await measure(callOf)}\n`);

async function measure(callOf: (projectId: string) => Promise<PieceCall>): Promise<string> {
  const runner = createPieceRunner({ outbound: { refusal: () => 'Nothing is called here.' }, maxProcesses: 2 });
  const once = async (projectId: string) => {
    const call = await callOf(projectId);
    const startedAt = performance.now();
    const result = await runner.call(call, host);
    if (result.kind === 'failed') throw new Error(result.error.message);
    return performance.now() - startedAt;
  };
  const cold: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) cold.push(await once(`p${round}`));
  const warm: number[] = [];
  for (let round = 0; round < WARM_ROUNDS; round++) warm.push(await once('p0'));
  await runner.close();
  return `cold ${median(cold).toFixed(0)} ms, warm ${median(warm).toFixed(2)} ms`;
}

async function actionOf(projectId: string, name: string, action: string, input: JsonObject): Promise<PieceCall> {
  const folder = fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));
  const piece = { name, version: '0.0.0', source: 'npm', ...(await packageHome(folder)) } as const;
  const server = { apiUrl: 'http://127.0.0.1/', publicUrl: 'http://127.0.0.1/', token: '' };
  const flow = { id: 'f', versionId: 'v' };
  return { kind: 'action', projectId, piece, action, input, step: 'step_1', runId: 'r', flow, server };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
