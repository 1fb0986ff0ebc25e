import type { FlowNodeType } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import type { RunnableNode } from '../runnable-node.ts';

/** The code of every step of flows. */
export const flowNodes: Readonly<Record<FlowNodeType, RunnableNode>> = {
  piece: absent(),
  'code-step': absent(),
  router: absent(),
  loop: absent(),
};

function absent(): RunnableNode {
  return {
    alwaysNoted: true,
    render: async (input) => input.node.config,
    run: () =>
      Promise.reject(new StepFailure('INTERNAL_ERROR', 'Steps of flows do not run yet.', { retryable: false })),
    label: () => null,
  };
}
