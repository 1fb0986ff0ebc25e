import type { JsonObject } from '@perdura/definition';
import type { ActivityDependencies } from '../dependencies.ts';
import type { Files } from '../files/files.ts';

/** What a tool's call needs of the place that makes it. */
export interface ToolContext {
  projectId: string;
  /** The same in every attempt of the same call, so that the tool can refuse a repeat. */
  idempotencyKey: string;
  signal: AbortSignal;
  /** Notes something that people should know although the call did not fail. Holds no secret. */
  warn(message: string): void;
  /** Where the call comes from (`runId`, `workflowId`, `nodeId`): part of the event that tells of it. */
  source: JsonObject;
  /** `depth` of the run that makes the call; 0 outside runs. */
  depth: number;
  dependencies: ActivityDependencies;
  /** The files that the input may refer to, and where large answers go; absent outside runs. */
  files?: Files;
}

/** What of a stored tool its call needs. */
export interface RegisteredTool {
  name: string;
  description: string;
  inputSchema: JsonObject;
  execution: JsonObject;
}
