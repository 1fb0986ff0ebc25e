import { DEFAULT_RETRY } from '../compile/compile.ts';
import type { JsonObject } from '../json.ts';
import { FLOW_LANES } from '../nodes/lane.ts';
import { ATTEMPT_TIMEOUT_MS } from '../nodes/spec.ts';
import type { Plan, PlanNode, RetryPolicy } from '../plan.ts';
import { isComputing } from './computing-actions.ts';
import type { CodeAction, FlowAction, FlowTrigger, LoopAction, PieceAction, RouterAction } from './flow.ts';
import { FlowReads } from './flow-reads.ts';
import { type Exit, GraphSketch } from './graph-sketch.ts';
import type { CodeNodeConfig, LoopNodeConfig, PieceNodeConfig, RouterNodeConfig } from './node-configs.ts';
import { NO_BRANCH } from './router.ts';
import { chainOf } from './steps.ts';

export interface FlowCompileOptions {
  /** Limit on the whole run, in milliseconds. @default null: none */
  timeoutMs?: number | null;
  /** Limit on one attempt of a piece or of code, in milliseconds. @default 600,000 */
  stepTimeoutMs?: number;
}

/** Limit on one attempt of a piece or of code, in milliseconds. */
export const STEP_TIMEOUT_MS = 600_000;

/** Temporal's name of the end of an attempt that took too long, where retries are asked for by name. */
const TOOK_TOO_LONG = 'TemporalTimeout:StartToClose';

/** A failure of the step itself ends it, and so does taking too long; attempts are there for what it cannot help. */
export const FLOW_RETRY: RetryPolicy = { ...DEFAULT_RETRY, nonRetryable: [TOOK_TOO_LONG] };

/** Of a step with `retryOnFailure`. */
export const FAILURE_RETRY: RetryPolicy = { ...DEFAULT_RETRY, attempts: 4, initialMs: 2_000 };

/**
 * Compiles the steps of a flow to the plan that the interpreter runs. A step's node has its name; skipped steps are left
 * out, with all that they hold.
 */
export function compileFlow(trigger: FlowTrigger, options: FlowCompileOptions = {}): Plan {
  const { timeoutMs = null, stepTimeoutMs = STEP_TIMEOUT_MS } = options;
  return new FlowCompiler(new FlowReads(trigger), stepTimeoutMs).graph(trigger.nextAction, timeoutMs);
}

class FlowCompiler {
  readonly #reads: FlowReads;
  readonly #stepTimeoutMs: number;

  constructor(reads: FlowReads, stepTimeoutMs: number) {
    this.#reads = reads;
    this.#stepTimeoutMs = stepTimeoutMs;
  }

  graph(first: FlowAction | undefined, timeoutMs: number | null): Plan {
    const sketch = new GraphSketch();
    this.#chain(sketch, first, []);
    return sketch.plan(timeoutMs);
  }

  /** Adds the steps of a chain behind the entries, and answers where it is left. */
  #chain(sketch: GraphSketch, first: FlowAction | null | undefined, entries: readonly Exit[]): readonly Exit[] {
    let exits = entries;
    for (const step of chainOf(first)) if (step.skip !== true) exits = this.#step(sketch, step, exits);
    return exits;
  }

  #step(sketch: GraphSketch, step: FlowAction, entries: readonly Exit[]): readonly Exit[] {
    const at = sketch.add(this.#node(step), entries);
    if (step.type === 'LOOP_ON_ITEMS') return [{ from: at, condition: null }];
    return step.type === 'ROUTER' ? this.#branches(sketch, step, at) : this.#failureBranches(sketch, step, at);
  }

  /** Branches that may be taken together run one after the other. */
  #branches(sketch: GraphSketch, { settings, children }: RouterAction, router: number): readonly Exit[] {
    const exits: Exit[] = [{ from: router, condition: NO_BRANCH }];
    let ends: readonly Exit[] = [];
    for (const [index, first] of children.entries()) {
      const start = sketch.size;
      const left = this.#chain(sketch, first, [{ from: router, condition: String(index + 1) }]);
      exits.push(...left);
      if (sketch.size === start) continue;
      if (settings.executionType === 'EXECUTE_ALL_MATCH') sketch.putAfter(start, ends);
      ends = left;
    }
    return exits;
  }

  #failureBranches(sketch: GraphSketch, step: CodeAction | PieceAction, at: number): readonly Exit[] {
    const { onSuccess, onFailure } = step.continueOnFailureBranches ?? {};
    const start = sketch.size;
    const succeeded = this.#chain(sketch, onSuccess, [{ from: at, condition: null }]);
    if (!continues(step)) return succeeded;
    const between = sketch.size;
    const failed = this.#chain(sketch, onFailure, [{ from: at, condition: 'error' }]);
    if (sketch.size === start) return succeeded;
    // A failure that leads nowhere must not lead to the branch of success.
    if (sketch.size === between) sketch.keepFailuresOff(at, start);
    return [...succeeded, ...failed];
  }

  #node(step: FlowAction): PlanNode {
    return {
      ...{ id: step.name, name: step.displayName, incoming: [], outgoing: [] },
      ...this.#reads.of(step),
      ...{ usesPrevious: [], usesLocals: [], totalTimeoutMs: null, join: 'all', exclusiveLabels: [] },
      ...{ skip: null, compensate: null },
      ...this.#own(step),
    };
  }

  /** What a node has of its kind of step. */
  #own(step: FlowAction): OwnFields {
    switch (step.type) {
      case 'LOOP_ON_ITEMS':
        return {
          ...computing('loop', this.#loopConfig(step)),
          body: this.graph(step.firstLoopAction, null),
        };
      case 'ROUTER':
        return { ...computing('router', routerConfig(step)), manyLabels: true, body: null };
      case 'CODE':
        return this.#reaching('code-step', step, codeConfig(step));
      case 'PIECE':
        return this.#piece(step, pieceConfig(step));
    }
  }

  #piece(step: PieceAction, config: PieceNodeConfig): OwnFields {
    return { ...this.#reaching('piece', step, config), ...(isComputing(config) ? { computes: true } : {}) };
  }

  #reaching(type: 'code-step' | 'piece', step: CodeAction | PieceAction, config: object): OwnFields {
    return {
      ...{ type, config: config as JsonObject, lane: FLOW_LANES[type], timeoutMs: this.#stepTimeoutMs, body: null },
      retry: retries(step) ? FAILURE_RETRY : FLOW_RETRY,
      onError: continues(step) ? 'continue' : 'fail',
    };
  }

  #loopConfig({ name, settings }: LoopAction): LoopNodeConfig {
    return { items: settings.items, gathers: this.#reads.gathered.has(name) };
  }
}

type OwnFields = Pick<
  PlanNode,
  'type' | 'config' | 'lane' | 'computes' | 'retry' | 'timeoutMs' | 'onError' | 'manyLabels' | 'body'
>;

function computing(type: 'router' | 'loop', config: object): Omit<OwnFields, 'body' | 'manyLabels' | 'computes'> {
  const lane = FLOW_LANES[type];
  return {
    ...{ type, config: config as JsonObject, lane, retry: FLOW_RETRY, timeoutMs: ATTEMPT_TIMEOUT_MS },
    onError: 'fail',
  };
}

function routerConfig({ settings: { executionType, branches } }: RouterAction): RouterNodeConfig {
  return { executionType, branches };
}

function codeConfig(step: CodeAction): CodeNodeConfig {
  const { sourceCode, input } = step.settings;
  return { code: sourceCode.code, packageJson: sourceCode.packageJson, input, retry: retries(step) };
}

function pieceConfig(step: PieceAction): PieceNodeConfig {
  const { pieceName, pieceVersion, actionName = '', input, propertySettings = {} } = step.settings;
  return { pieceName, pieceVersion, actionName, input, propertySettings, retry: retries(step) };
}

function continues({ settings }: CodeAction | PieceAction): boolean {
  return settings.errorHandlingOptions?.continueOnFailure?.value === true;
}

function retries({ settings }: CodeAction | PieceAction): boolean {
  return settings.errorHandlingOptions?.retryOnFailure?.value === true;
}
