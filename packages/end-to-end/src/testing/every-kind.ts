import { eventually } from '@perdura/testkit';
import { approvalsOf, decide } from './approvals.ts';
import type { HttpLedger } from './http-ledger.ts';
import { ownAddress } from './people.ts';
import { chainOf, createWorkflow, endedRun, type NodeSpec, readRun, startRun } from './runs.ts';
import type { Stack } from './stack.ts';

/** Kinds of runs, by what history has to tell of them. */
export const KINDS = ['loops', 'saga', 'waits', 'child', 'signed', 'cancelled', 'retried'] as const;
export type Kind = (typeof KINDS)[number];

const AT_ONCE = 10;
const PATIENCE_MS = 240_000;

/** Runs of every kind, whose effects go to a ledger. */
export class EveryKind {
  readonly #stack: Stack;
  readonly #workflows: Record<Kind, string>;
  readonly #runs: { kind: Kind; runId: string }[] = [];

  private constructor(stack: Stack, workflows: Record<Kind, string>) {
    this.#stack = stack;
    this.#workflows = workflows;
  }

  /** Makes the workflows. */
  static async of(stack: Stack, ledger: HttpLedger): Promise<EveryKind> {
    return new EveryKind(stack, await workflowsOf(stack, ledger));
  }

  /** Starts so many runs of each kind. */
  async start(ofEach: number): Promise<void> {
    const wanted = Array.from({ length: ofEach }, () => KINDS).flat();
    await bounded(wanted, async (kind) => {
      this.#runs.push({ kind, runId: await startRun(this.#stack, this.#workflows[kind]) });
    });
  }

  /** Decides, cancels and retries those that are for it, waits until all have ended, and answers the ids of all. */
  async settle(): Promise<string[]> {
    const all = this.#runs.map(({ runId }) => runId);
    await bounded(this.#of('cancelled'), async (runId) => void (await this.#post(`/v1/runs/${runId}/cancel`)));
    await this.#decideAll();
    await bounded(this.#of('retried'), async (runId) => {
      expect((await endedRun(this.#stack, runId, PATIENCE_MS)).status).toBe('failed');
      all.push(await this.#post(`/v1/runs/${runId}/retry`, { results: { broken: 7 } }));
    });
    await bounded(all, async (runId) => void (await endedRun(this.#stack, runId, PATIENCE_MS)));
    return all;
  }

  #of(kind: Kind): string[] {
    return this.#runs.filter((run) => run.kind === kind).map(({ runId }) => runId);
  }

  /** Two of three approve. */
  async #decideAll(): Promise<void> {
    const open = new Set(this.#of('signed'));
    await eventually(
      async () => {
        const tasks = await approvalsOf(this.#stack, { status: 'pending' });
        await bounded(tasks, async ({ id }, index) => {
          await decide(this.#stack, id, index % 3 ? 'approve' : 'reject');
        });
        await bounded([...open], async (runId) => {
          if (/completed|failed/.test((await readRun(this.#stack, runId)).status)) open.delete(runId);
        });
        return open.size === 0;
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 500, what: 'all approvals to be decided' },
    );
  }

  async #post(path: string, body: object = {}): Promise<string> {
    const answer = await this.#stack.call<{ runId: string }>('POST', path, { body });
    expect([path, answer.status]).toEqual([path, 202]);
    return answer.body.runId;
  }
}

async function workflowsOf(stack: Stack, ledger: HttpLedger): Promise<Record<Kind, string>> {
  const post = (id: string, more: object = {}) =>
    node(id, 'http-request', { url: `${ledger.url}/${id}`, method: 'POST' }, more);
  const child = await createWorkflow(stack, chainOf([post('inner'), sum()]));
  const approvers = [await ownAddress(stack)];
  const undo = { compensate: { type: 'http-request', config: { url: `${ledger.url}/undo`, method: 'POST' } } };
  const definitions: Record<Kind, NodeSpec[]> = {
    loops: loops(),
    saga: [post('book', undo), post('pay', undo), node('stop', 'fail', { message: 'No room', code: 'NO_ROOM' })],
    waits: [
      node('pause', 'delay', { duration: 'PT1S' }),
      node('paid', 'wait-for-event', { event: 'never.comes', timeout: 'PT2S', onTimeout: 'fail' }),
    ],
    child: [node('sub', 'sub-workflow', { workflowId: child, input: {} }), sum()],
    signed: [node('sign', 'approval', { approvers, allowSelf: true, message: 'Well?' }), post('done')],
    cancelled: [post('before'), node('long', 'delay', { duration: 'PT10M' })],
    retried: [post('first'), node('broken', 'transform', { expression: '[1].map((x) => x.no.field)' }), sum()],
  };
  const ids = await Promise.all(
    KINDS.map(async (kind) => [kind, await createWorkflow(stack, chainOf(definitions[kind]))] as const),
  );
  return Object.fromEntries(ids) as Record<Kind, string>;
}

/** A chain with loops of both kinds, which answers. */
export function loops(): NodeSpec[] {
  const double = node('double', 'code', { code: 'return input * 2', input: '{{ item }}' });
  const look = node('look', 'transform', { expression: 'index' });
  return [
    node('each', 'for-each', { items: '[1, 2, 3]', body: { nodes: [double], edges: [] }, concurrency: 2 }),
    node('poll', 'while', { condition: 'index < 2', body: { nodes: [look], edges: [] } }),
    node('check', 'condition', { expression: 'each.result.length === 3' }),
    node('answer', 'respond', { body: { doubled: '{{ each.result }}' } }),
  ];
}

function node(id: string, type: string, config: object, more: object = {}): NodeSpec {
  return { id, type, config, ...more };
}

function sum(): NodeSpec {
  return node('sum', 'transform', { expression: '({ at: 1 })' });
}

async function bounded<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>) {
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
