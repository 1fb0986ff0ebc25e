import type { NodeType } from '@perdura/definition';
import type { StepStatus, ValueRef } from '@perdura/definition/run';
import { columns, type Store } from './store.ts';

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
  /** The run that a `sub-workflow` step started. */
  childRunId: string | null;
}

/** Steps of runs, in the order in which they started. They are written by the runs repository. */
export interface StepRepository {
  ofRun(projectId: string, runId: string): Promise<StepRow[]>;
  /** Steps of many runs in one query; a run without steps has an empty list. */
  ofRuns(projectId: string, runIds: string[]): Promise<Map<string, StepRow[]>>;
}

export function stepRepository({ sql }: Store): StepRepository {
  const ofRuns: StepRepository['ofRuns'] = async (projectId, runIds) => {
    const byRun = new Map<string, StepRow[]>(runIds.map((runId) => [runId, []]));
    if (runIds.length === 0) return byRun;
    for (const step of await sql<StepRow>(STEPS_OF_RUNS, [projectId, runIds], 'steps-of-runs')) {
      byRun.get(step.runId)?.push(step);
    }
    return byRun;
  };
  return {
    ofRuns,
    ofRun: async (projectId, runId) => (await ofRuns(projectId, [runId])).get(runId) ?? [],
  };
}

const FIELDS = [
  'runId',
  'nodeId',
  'iteration',
  'position',
  'nodeType',
  'status',
  'result',
  'errorCode',
  'errorMessage',
  'attempts',
  'warnings',
  'startedAt',
  'completedAt',
  'childRunId',
] as const satisfies readonly (keyof StepRow)[];

const STEPS_OF_RUNS = `
  SELECT ${columns(FIELDS, 's')}
  FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = ANY($2::text[])
  ORDER BY s.run_id, s.position, s.started_at NULLS LAST, s.node_id, s.iteration`;
