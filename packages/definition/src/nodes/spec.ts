import type { z } from 'zod';
import type { NodeType } from '../definition.ts';
import type { FaultParams } from '../faults/schema-faults.ts';
import type { JsonObject } from '../json.ts';
import type { LoopName } from '../plan.ts';

/** What the language knows of one node type. */
export interface NodeTypeSpec<Config = unknown> {
  type: NodeType;
  /** `local`: computes and touches nothing outside; `remote`: everything else. */
  lane: 'local' | 'remote';
  /**
   * Labels of its outcomes beside `error`, which every node has; edges may carry them as their condition. `any`: the
   * author chooses them.
   */
  labels: readonly string[] | 'any';
  /** Those of the labels whose outcome takes no edge without a condition; none unless told. */
  exclusiveLabels?: readonly string[];
  /** Labels that the outcome has only when a field of the config has a certain value. */
  labelNeeds?: Readonly<Record<string, LabelNeed>>;
  /** The names that it gives to the nodes of its `body`, for a type that has one. */
  bodyNames?: readonly LoopName[];
  /**
   * For a loop whose rounds see what the round before left: the fields of its config that see the nodes of its body
   * too. All of its config sees its `bodyNames`.
   */
  roundFields?: readonly string[];
  /** Fields of the config that are neither template nor expression, and reach the handler as they are. */
  rawFields?: readonly string[];
  /** Fields that are not resolved with the others but later, over more names (`event`). */
  laterFields?: readonly string[];
  /** Fields of the config whose text is an expression instead of a text with templates. */
  codeFields: readonly string[];
  /** Fields of the config that name a tool, or a list of tools. */
  toolFields: readonly string[];
  /** Fields of the config that name a connection. */
  connectionFields: readonly string[];
  /** Types that such a connection may be of; any unless told. */
  connectionTypes?: readonly string[];
  /** Fields of the config that name a channel. */
  channelFields?: readonly string[];
  /** Fields of the config that name a table. */
  tableFields?: readonly string[];
  /** Whether it reads the trigger's data, whatever its texts read. */
  readsTrigger?: boolean;
  /** Fields of the config that name a workflow by its id. */
  workflowFields?: readonly string[];
  /** The field of the config that names a version of that workflow. */
  versionField?: string;
  /** Fields of the config that hold the body of a JavaScript function. */
  functionFields?: readonly string[];
  /**
   * Optional fields without which the node does more, or does it elsewhere, than its author wrote: a template that finds
   * nothing there is a fault. Any other such field is then left out.
   */
  strictFields?: readonly string[];
  /** Fields of the config that hold any JSON, of any size. */
  freeFields: readonly string[];
  /** The config as it is stored: any field may hold templates. */
  saved: z.ZodType<JsonObject>;
  /** Faults between fields of a config as it is saved, whatever else is wrong with it. */
  contradictions?(config: JsonObject): ConfigFault[];
  /**
   * The config once templates are resolved, with defaults filled in; what a handler gets. A code field holds the
   * value that its expression gave.
   */
  rendered: z.ZodType<Config>;
  /** Limit on one attempt where the node sets none, in milliseconds. */
  attemptTimeoutMs(config: JsonObject): number;
  /** Attempts where the node sets none; 5 unless told. */
  defaultAttempts?: number;
}

/** A label needs `field` to be `value`, which a template may give when it runs. */
export interface LabelNeed {
  field: string;
  value: string;
}

/** A fault of a config, at a path below it. */
export interface ConfigFault extends FaultParams {
  path: readonly (string | number)[];
}

/** Limit on one attempt of most nodes, in milliseconds. */
export const ATTEMPT_TIMEOUT_MS = 60_000;

/** Longest limit that a node may set on one attempt, in milliseconds. */
export const MAX_ATTEMPT_TIMEOUT_MS = 24 * 60 * 60 * 1000;
