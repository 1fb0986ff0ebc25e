import type { RunIdentity } from '@perdura/definition/run';
import type { Stage } from './stage.ts';

/** A run that is stored on a stage, of a workflow of its own. */
export async function newStageRun(stage: Stage): Promise<RunIdentity> {
  const { projectId } = stage;
  const { version } = await newStageWorkflow(stage);
  const { run } = await stage.dependencies.database.runs.create(projectId, {
    workflowId: version.workflowId,
    versionId: version.id,
    triggeredBy: 'api',
    triggerData: { value: null },
  });
  const { id, workflowId, triggeredBy, depth } = run;
  return { id, projectId, workflowId, version: 1, triggeredBy, createdAt: run.createdAt.toISOString(), depth };
}

/** A workflow that is stored on a stage. */
export async function newStageWorkflow({ dependencies, projectId }: Stage) {
  return await dependencies.database.workflows.create(projectId, {
    userId: projectId,
    name: 'stage',
    description: '',
    enabled: true,
    compiled: {
      definition: { trigger: { type: 'manual' }, nodes: [], edges: [] },
      plan: { format: 1, nodes: [], edges: [], timeoutMs: null },
      hash: 'stage',
    },
    scheduleDesired: null,
  });
}
