import type { JsonObject } from '../json.ts';
import type { RouterBranch } from './flow.ts';

/** Config of a `piece` node; references in `input` are unresolved. */
export interface PieceNodeConfig {
  pieceName: string;
  /** `x.y.z`, `~x.y.z` or `^x.y.z`. */
  pieceVersion: string;
  /** Empty where the step has none yet, which fails when it runs. */
  actionName: string;
  input: JsonObject;
  /** As the step has them; no references are resolved here. */
  propertySettings: JsonObject;
  /** Whether a failure is tried again. */
  retry: boolean;
}

/** Config of a `code-step` node. */
export interface CodeNodeConfig {
  code: string;
  packageJson: string;
  input: JsonObject;
  retry: boolean;
}

/** Config of a `router` node. */
export interface RouterNodeConfig {
  executionType: 'EXECUTE_FIRST_MATCH' | 'EXECUTE_ALL_MATCH';
  branches: RouterBranch[];
}

/** Config of a `loop` node. */
export interface LoopNodeConfig {
  items: string;
  /** Whether a reference reads `iterations`, or a step of its body from outside: the opening's `gathers`. */
  gathers: boolean;
}
