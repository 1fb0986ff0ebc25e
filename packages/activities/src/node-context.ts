import type { JsonObject, JsonValue } from '@perdura/definition';
import type { NodeActivityInput, NodeOpening, RunIdentity, ValueRef } from '@perdura/definition/run';
import type { AttemptSecrets } from './attempt-secrets.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { Files } from './files/files.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a node's code knows of the place where it runs. */
export interface NodeContext {
  run: RunIdentity;
  nodeId: string;
  /** `0` outside loops; `2`, `2.0.5` inside. */
  iteration: string;
  /** Which try of the step this is, from 1. Never part of anything that names the effect. */
  attempt: number;
  /** `runId/nodeId/iteration`: the same in every attempt, so that a receiver can refuse a repeat. */
  idempotencyKey: string;
  /** Aborted when the run is cancelled, or when the attempt's time is over. */
  signal: AbortSignal;
  /** What the attempt was given: its scope's references, and the run's clock. */
  input: NodeActivityInput;
  /** Says what the interpreter has to do before the node is done; for types that wait or loop. */
  open(opening: NodeOpening): void;
  /** Answers the caller that waits for the run. */
  respond(response: ValueRef): void;
  /** Ends the whole run, successfully. */
  stop(): void;
  /** Secrets that are hidden in the result and in all that is kept of the attempt. */
  secrets: AttemptSecrets;
  /** Adds a line to the step's log. Holds no secret. */
  log(level: LogLevel, message: string): void;
  /** Notes something on the step that people should know although it did not fail. Holds no secret. */
  warn(message: string): void;
  dependencies: ActivityDependencies;
  /** The files that the config refers to, and where those that the node makes go. */
  files: Files;
}

/**
 * The code of one node type. `config` is rendered and valid by the type's schema; what is returned becomes the step's
 * result.
 *
 * @throws {StepFailure} for every failure that is foreseen; anything else counts as INTERNAL_ERROR
 */
export type NodeHandler<Config = JsonObject> = (config: Config, context: NodeContext) => Promise<JsonValue>;

/** A node type as the registry holds it. */
export interface NodeImplementation<Config = JsonObject> {
  run: NodeHandler<Config>;
  /** The outcome label that picks outgoing edges; without it, success has no label. */
  label?(result: JsonValue): string;
}
