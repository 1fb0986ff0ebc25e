import type { NodeType } from '@perdura/definition';
import type { StepStatus, ValueRef } from '@perdura/definition/run';

export interface StepRow {
  runId: string;
  nodeId: string;
  iteration: string;
  position: number;
  nodeType: NodeType;
  status: StepStatus;
  result: ValueRef;
  errorCode: string | null;
  errorMessage: string | null;
  attempts: number;
  warnings: string[];
  startedAt: Date | null;
  completedAt: Date | null;
}

/** Steps of runs, in the order in which they started. They are written by the runs repository. */
export interface StepRepository {
  ofRun(projectId: string, runId: string): Promise<StepRow[]>;
  /** Steps of many runs in one query; a run without steps has an empty list. */
  ofRuns(projectId: string, runIds: string[]): Promise<Map<string, StepRow[]>>;
}
