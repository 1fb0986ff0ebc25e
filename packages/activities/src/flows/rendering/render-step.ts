import type {
  CodeNodeConfig,
  JsonObject,
  JsonValue,
  LoopNodeConfig,
  PieceNodeConfig,
  RenderedRouter,
  RouterNodeConfig,
} from '@perdura/definition';
import type { NodeActivityInput } from '@perdura/definition/run';
import type { NodeContext } from '../../node-context.ts';
import type { RenderedLoop } from '../steps/loop-step.ts';
import { loadFlowScope } from './load-scope.ts';
import { renderFlow } from './render-flow.ts';

/** A step whose `input` alone holds references. */
export async function renderInput<Config extends PieceNodeConfig | CodeNodeConfig>(
  input: NodeActivityInput,
  context: NodeContext,
): Promise<Config> {
  const config = input.node.config as unknown as Config;
  return { ...config, input: await rendered(config.input, input, context) };
}

/** Both values of each condition are resolved; names of branches are not. */
export async function renderRouter(input: NodeActivityInput, context: NodeContext): Promise<RenderedRouter> {
  const { executionType, branches } = input.node.config as unknown as RouterNodeConfig;
  const values = branches.map((branch) =>
    branch.branchType === 'CONDITION' ? branch.conditions.map((group) => group.map(operandsOf)) : [],
  );
  const resolved = await rendered(values, input, context);
  return {
    executionType,
    branches: branches.map((branch, at) => {
      if (branch.branchType === 'FALLBACK') return branch;
      const conditions = branch.conditions.map((group, outer) =>
        group.map((condition, inner) => ({ ...condition, ...resolved[at]?.[outer]?.[inner] })),
      );
      return { ...branch, conditions };
    }),
  };
}

export async function renderLoop(input: NodeActivityInput, context: NodeContext): Promise<RenderedLoop> {
  const { items, gathers } = input.node.config as unknown as LoopNodeConfig;
  return { items: await rendered<JsonValue>(items, input, context), gathers };
}

function operandsOf({ firstValue, secondValue }: { firstValue?: string; secondValue?: string }): JsonObject {
  return {
    ...(firstValue === undefined ? {} : { firstValue }),
    ...(secondValue === undefined ? {} : { secondValue }),
  };
}

async function rendered<Value extends JsonValue>(
  value: Value,
  input: NodeActivityInput,
  context: NodeContext,
): Promise<Value> {
  const { dependencies, files, signal, warn, run, secrets } = context;
  const scope = await loadFlowScope(input.scope, value, { dependencies, secrets, files, projectId: run.projectId });
  const { evaluator } = dependencies;
  return (await files.loaded(await renderFlow(value, { scope, evaluator, signal, warn }))) as Value;
}
