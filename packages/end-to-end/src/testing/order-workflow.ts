import type { HttpLedger } from './http-ledger.ts';
import { chainOf, createWorkflow, type NodeSpec } from './runs.ts';
import type { Stack } from './stack.ts';

/** The steps of an order that call the ledger, and those that decide, in the order in which they run. */
export const ORDER_STEPS = [
  { nodeId: 'reserve', calls: true },
  { nodeId: 'reserved', calls: false },
  { nodeId: 'charge', calls: true },
  { nodeId: 'charged', calls: false },
  { nodeId: 'ship', calls: true },
] as const;

/** A workflow of five steps: three effects in the ledger, and two conditions upon them, a path and an expression. */
export function createOrderWorkflow(stack: Stack, ledger: HttpLedger): Promise<string> {
  const call = (id: string): NodeSpec => ({
    id,
    type: 'http-request',
    config: { url: `${ledger.url}/${id}`, method: 'POST', body: { run: '{{ run.id }}' } },
  });
  const decide = (id: string, expression: string): NodeSpec => ({ id, type: 'condition', config: { expression } });
  return createWorkflow(
    stack,
    chainOf([
      call('reserve'),
      decide('reserved', 'reserve.result.body.accepted'),
      call('charge'),
      decide('charged', 'charge.result.status === 200 && reserved.result'),
      call('ship'),
    ]),
  );
}
