import { eventually } from '@perdura/testkit';
import { approvalsOf, decide, pendingApprovals, readApproval } from './testing/approvals.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { ownAddress } from './testing/people.ts';
import { report } from './testing/report.ts';
import { childrenOf, createWorkflow, endedRun, readRun, startRun, stepOf } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;
const ledger = new HttpLedger();

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

/** What is killed, and whether a decision is accepted while it is away. */
interface Victim {
  name: string;
  acceptsMeanwhile: boolean;
  kill(): Promise<unknown>;
  start(): Promise<unknown>;
}

function victims(): Victim[] {
  const [worker] = stack.workers;
  const part = (
    name: string,
    acceptsMeanwhile: boolean,
    process: Pick<Victim, 'kill' | 'start'> | undefined,
  ): Victim => ({
    name,
    acceptsMeanwhile,
    kill: async () => process?.kill(),
    start: async () => process?.start(),
  });
  return [
    part('worker', true, worker),
    part('API', false, stack.api),
    part('Temporal', true, stack.temporal),
    part('PostgreSQL', false, stack.postgres),
  ];
}

/** Each victim meets three rounds: it dies while all wait, in the middle of a decision, and a decision is asked without it. */
const DECISIONS_PER_VICTIM = 2;
const ROUNDS = 4 * DECISIONS_PER_VICTIM;

/** A run that calls one which loops; each round has an approval in one branch and an effect in another. */
async function parentWorkflow(): Promise<string> {
  const approvers = [await ownAddress(stack)];
  const effect = (id: string) => ({ id, type: 'http-request', config: { url: `${ledger.url}/${id}`, method: 'POST' } });
  const body = {
    nodes: [
      { id: 'sign', type: 'approval', config: { approvers, allowSelf: true, message: 'round {{ index }}' } },
      effect('signed'),
      effect('beside'),
      { id: 'joined', type: 'transform', config: { expression: '[item, sign.result.decision, beside.status]' } },
    ],
    edges: [
      { from: 'sign', to: 'signed' },
      { from: 'signed', to: 'joined' },
      { from: 'beside', to: 'joined' },
    ],
  };
  const config = { items: 'trigger.data.items', body, concurrency: ROUNDS };
  const childId = await createWorkflow(stack, { nodes: [{ id: 'loop', type: 'for-each', config }], edges: [] });
  const input = { items: Array.from({ length: ROUNDS }, (_, index) => `item-${index}`) };
  return createWorkflow(stack, {
    nodes: [{ id: 'call', type: 'sub-workflow', config: { workflowId: childId, input } }, effect('finished')],
    edges: [{ from: 'call', to: 'finished' }],
  });
}

test('an approval in a branch in a loop in a sub-workflow survives the death of each part, and counts once', async () => {
  const parentId = await startRun(stack, await parentWorkflow());
  const child = await eventually(async () => (await childrenOf(stack, parentId))[0], { timeoutMs: 60_000 });
  const tasks = await pendingApprovals(stack, child.id, ROUNDS);
  const idOf = (round: number) => tasks.find(({ iteration }) => iteration === String(round))?.id ?? '';

  for (const [index, victim] of victims().entries()) {
    await waitsFor(child.id, ROUNDS - DECISIONS_PER_VICTIM * index);
    await victim.kill();
    await victim.start();
    await waitsFor(child.id, ROUNDS - DECISIONS_PER_VICTIM * index);

    const during = decideUntilTold(idOf(DECISIONS_PER_VICTIM * index));
    await victim.kill();
    const without = decideUntilTold(idOf(DECISIONS_PER_VICTIM * index + 1));
    if (victim.acceptsMeanwhile) expect([200, 409]).toContain(await without);
    await victim.start();
    report(`${victim.name} killed: decisions were answered with ${await during} and ${await without}`);
    await signedInLedger(child.id, DECISIONS_PER_VICTIM * (index + 1));
  }

  const run = await endedRun(stack, parentId);
  expect(run).toMatchObject({ status: 'completed', error: null });
  const results = Array.from({ length: ROUNDS }, (_, index) => [`item-${index}`, 'approved', 'success']);
  expect(stepOf(run, 'call')).toMatchObject({
    childRunId: child.id,
    result: { runId: child.id, status: 'completed', result: results },
  });
  expect(await childrenOf(stack, parentId)).toMatchObject([
    { id: child.id, status: 'completed', triggeredBy: 'workflow', parentRunId: parentId },
  ]);
  for (const { id } of await approvalsOf(stack, { runId: child.id })) {
    expect(await readApproval(stack, id)).toMatchObject({ status: 'approved', decisions: [{ decision: 'approve' }] });
  }
  const rounds = Array.from({ length: ROUNDS }, (_, index) => index);
  const expected = rounds.flatMap((round) => [`${child.id}/signed/${round}`, `${child.id}/beside/${round}`]);
  const keys = ledger.arrivals.map(({ key }) => key);
  expect([...new Set(keys)].toSorted()).toEqual([...expected, `${parentId}/finished/0`].toSorted());
  report(`${keys.length} requests for ${expected.length + 1} effects`);
  await checkHistories(stack);
}, 240_000);

/** The child waits for so many approvals, and says so. */
async function waitsFor(runId: string, count: number): Promise<void> {
  await pendingApprovals(stack, runId, count);
  await eventually(async () => (await readRun(stack, runId)).status === 'waiting', { timeoutMs: 60_000 });
}

/** Asks again until it has an answer that tells what became of the task; answers its status. */
async function decideUntilTold(id: string): Promise<number> {
  return eventually(
    async () => {
      const { status, body } = await decide(stack, id);
      if (status === 503) return null;
      if (status !== 200 && status !== 409) throw new Error(`${status} ${JSON.stringify(body)}`);
      return status;
    },
    { timeoutMs: 60_000, what: `approval ${id} to be decided` },
  );
}

async function signedInLedger(runId: string, count: number): Promise<void> {
  const signed = () =>
    new Set(ledger.arrivals.map(({ key }) => key).filter((key) => key.startsWith(`${runId}/signed/`)));
  await eventually(() => signed().size === count, { timeoutMs: 60_000, what: `${count} rounds to go on` });
}
