import { BULK_WORKFLOW } from '@perdura/definition/run';
import type { Harness } from './interpreter-harness.ts';

/** Starts an operation over many runs that takes so many parts. */
export async function startBulk({ activities, client, taskQueue }: Harness, parts: number) {
  const jobId = `bulk-of-${parts}-parts`;
  activities.bulkParts.set(jobId, parts);
  const handle = await client.workflow.start(BULK_WORKFLOW, {
    taskQueue,
    workflowId: `run-${jobId}`,
    args: [{ jobId, projectId: 'project' }],
  });
  return { runId: jobId, handle };
}
