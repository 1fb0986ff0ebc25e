import {
  type CodeNodeConfig,
  type FlowNodeType,
  type JsonObject,
  type JsonValue,
  type PieceNodeConfig,
  type RenderedRouter,
  routerLabel,
  routerOutcome,
} from '@perdura/definition';
import type { NodeActivityInput } from '@perdura/definition/run';
import type { NodeContext } from '../node-context.ts';
import type { RunnableNode } from '../runnable-node.ts';
import { timeoutAsWanted } from './flow-failures.ts';
import { renderInput, renderLoop, renderRouter } from './rendering/render-step.ts';
import { codeStep } from './steps/code-step.ts';
import { loopStep, type RenderedLoop } from './steps/loop-step.ts';
import { pieceStep } from './steps/piece-step.ts';

/** The code of every step of flows. */
export const flowNodes: Readonly<Record<FlowNodeType, RunnableNode>> = {
  piece: runnable<PieceNodeConfig>({ render: renderInput, run: pieceStep, shown: ({ input }) => withoutAuth(input) }),
  'code-step': runnable<CodeNodeConfig>({ render: renderInput, run: codeStep, shown: ({ input }) => input }),
  router: runnable<RenderedRouter>({
    render: renderRouter,
    run: async (router) => ({ branches: routerOutcome(router).branches.map((branch) => ({ ...branch })) }),
    shown: ({ executionType, branches }) => ({ executionType, branches: branches as unknown as JsonValue }),
    label: (router) => routerLabel(routerOutcome(router).taken),
  }),
  loop: runnable<RenderedLoop>({ render: renderLoop, run: loopStep, shown: ({ items }) => ({ items }) }),
};

/** A type of steps, with its config as `render` gives it. */
interface FlowNode<Rendered> {
  render(input: NodeActivityInput, context: NodeContext): Promise<Rendered>;
  run(rendered: Rendered, context: NodeContext): Promise<JsonValue>;
  /** The step's input, as its history has it. */
  shown(rendered: Rendered): JsonObject;
  label?(rendered: Rendered): string;
}

/** Only `render` makes what the other functions are given. */
function runnable<Rendered>({ render, run, shown, label }: FlowNode<Rendered>): RunnableNode {
  return {
    // The contract shows the input of every step.
    alwaysNoted: true,
    render: (input, context) => render(input, context) as Promise<JsonObject>,
    run: (rendered, context) => run(rendered as Rendered, context),
    shown: (rendered) => shown(rendered as Rendered),
    label: (_, rendered) => label?.(rendered as Rendered) ?? null,
    failure: (failure, { node }) => timeoutAsWanted(failure, node.config.retry === true),
  };
}

const HIDDEN = '[redacted]';

/** A connection is hidden as a whole, the names of its fields included. */
function withoutAuth(input: JsonObject): JsonObject {
  const { auth } = input;
  return auth === undefined || auth === '' || auth === null ? input : { ...input, auth: HIDDEN };
}
