import { createDatabase, type Database, DEVELOPMENT_ENCRYPTION_KEYS, newId } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import {
  INLINE_RESULT_BYTES,
  INTERPRETER_LEVEL,
  RUN_WORKFLOW,
  type RunInput,
  type ValueRef,
} from '@perdura/definition/run';
import type { Client } from '@temporalio/client';
import { Pool } from 'pg';
import type { Installation } from './bench-stack.ts';
import type { OneRun } from './load.ts';
import type { Compiled } from './plans.ts';

/** Runs that the API would have accepted: their rows are there, and starting them is up to the bench. */
export interface AcceptedRuns {
  /** Rows of that many further runs, and how to run each to its end. Each handle knows its Temporal workflow id. */
  accept(count: number): Promise<AcceptedRun[]>;
  /** @throws unless history has every run that was run as completed, with every step a success */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export interface AcceptedRun {
  temporalWorkflowId: string;
  run: OneRun;
}

/**
 * Stores a workflow of this definition and makes runs of it.
 *
 * @param taskQueue the one that the worker polls; the product's own by default
 */
export async function acceptedRuns(
  installation: Installation,
  client: Client,
  { definition, plan, hash }: Compiled,
  data: JsonObject,
  taskQueue = 'perdura',
): Promise<AcceptedRuns> {
  const { projectId, databaseUrl } = installation;
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  const { workflowId, versionId, trigger } = await storeWorkflow(installation, { definition, plan, hash }, data);
  const made: string[] = [];
  const start = async (id: string, createdAt: string): Promise<void> => {
    const run = {
      ...({ id, projectId, workflowId, version: 1, triggeredBy: 'api', createdAt, depth: 0 } as const),
      interpreter: INTERPRETER_LEVEL,
    };
    const input: RunInput = { kind: 'opened', run, plan, trigger };
    const temporalWorkflowId = `run-${id}`;
    await client.workflow.execute(RUN_WORKFLOW, { workflowId: temporalWorkflowId, taskQueue, args: [input] });
    made.push(temporalWorkflowId);
  };
  return {
    async accept(count) {
      const createdAt = new Date().toISOString();
      const ids = Array.from({ length: count }, () => newId());
      await pool.query(INSERT, [ids, projectId, workflowId, versionId, JSON.stringify(trigger)]);
      return ids.map((id) => ({ temporalWorkflowId: `run-${id}`, run: () => start(id, createdAt) }));
    },
    async verify() {
      const { rows } = await pool.query<{ runs: number; steps: number }>(COUNT, [made]);
      const [{ runs: ended, steps } = { runs: 0, steps: 0 }] = rows;
      const expected = made.length * plan.nodes.length;
      if (ended === made.length && steps === expected) return;
      throw new Error(
        `History has ${ended} completed runs and ${steps} steps; expected ${made.length} and ${expected}.`,
      );
    },
    close: () => pool.end(),
  };
}

/** Data that is too large for Temporal is stored, as the API does. */
async function storeWorkflow({ databaseUrl, projectId }: Installation, compiled: Compiled, data: JsonObject) {
  const database = createDatabase({ url: databaseUrl, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  try {
    const { id: userId } = await database.users.create({ email: `${newId()}@example.com`, name: 'Bench' });
    const { workflow, version } = await database.workflows.create(projectId, {
      ...{ userId, name: 'Bench', description: '', enabled: true, tags: [], compiled, scheduleDesired: null },
    });
    const json = JSON.stringify(data);
    const trigger: ValueRef =
      json.length <= INLINE_RESULT_BYTES ? { value: data } : await stored(database, projectId, Buffer.from(json));
    return { workflowId: workflow.id, versionId: version.id, trigger };
  } finally {
    await database.close();
  }
}

async function stored(database: Database, projectId: string, data: Buffer): Promise<ValueRef> {
  const { hash, bytes } = await database.blobs.put(projectId, data, { runId: null });
  return { blob: hash, bytes };
}

/** As handed over and just compared, so that housekeeping leaves them to the bench. */
const INSERT = `
INSERT INTO runs (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, temporal_workflow_id,
                  dispatched_at, checked_at)
SELECT id, $2, $3, $4, 1, 'api', $5::jsonb, 'run-' || id, now(), now() + interval '1 day' FROM unnest($1::text[]) AS id`;

const COUNT = `
SELECT (SELECT count(*)::int FROM runs WHERE temporal_workflow_id = ANY($1) AND status = 'completed') AS runs,
       (SELECT count(*)::int FROM steps s JOIN runs r ON r.id = s.run_id
        WHERE r.temporal_workflow_id = ANY($1) AND s.status = 'success') AS steps`;
