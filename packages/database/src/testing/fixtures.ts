import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { createTestDatabase } from '@perdura/testkit';
import { createDatabase, type Database, type DatabaseOptions } from '../database.ts';
import { newId } from '../ids.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS } from '../secrets.ts';
import type { NewStepAttempt } from '../step-attempts.ts';
import type { CompiledDefinition } from '../versions.ts';
import type { VersionedWorkflow } from '../workflows.ts';

/** The data layer on a database of the test file's own, opened before its tests and dropped after them. */
export function useDatabase(options: Partial<DatabaseOptions> = {}): { database: Database; url: string } {
  const held: { database?: Database; url?: string; drop?: () => Promise<void> } = {};
  beforeAll(async () => {
    const { url, drop } = await createTestDatabase();
    const database = createDatabase({ url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS, ...options });
    Object.assign(held, { url, drop, database });
  });
  afterAll(async () => {
    await held.database?.close();
    await held.drop?.();
  });
  return {
    get database() {
      if (held.database === undefined) throw new Error('the database is there within tests alone');
      return held.database;
    },
    get url() {
      return held.url ?? '';
    },
  };
}

/** A project with a user who is its member. */
export async function newProject(database: Database): Promise<{ projectId: string; userId: string }> {
  const { id: projectId } = await database.projects.create({ name: 'Test' });
  const { id: userId } = await database.users.create({ email: `${newId()}@example.com`, name: 'Tester' });
  await database.users.addMember(projectId, { userId, role: 'owner' });
  return { projectId, userId };
}

/** A definition of one node with a plan to match, as far as storing looks at them. */
export function compiled(
  trigger: CompiledDefinition['definition']['trigger'] = { type: 'manual' },
): CompiledDefinition {
  return {
    definition: { trigger, nodes: [{ id: 'check', type: 'condition', config: { expression: 'true' } }], edges: [] },
    plan: { format: 1, nodes: [], edges: [], timeoutMs: null },
    hash: 'a'.repeat(64),
  };
}

export async function newWorkflow(
  database: Database,
  project: { projectId: string; userId: string },
  input: {
    name?: string;
    trigger?: CompiledDefinition['definition']['trigger'];
    enabled?: boolean;
    tags?: string[];
  } = {},
): Promise<VersionedWorkflow> {
  const { name = 'Inspection', trigger, enabled = true, tags = [] } = input;
  return database.workflows.create(project.projectId, {
    ...{ userId: project.userId, name, description: '', enabled, tags },
    compiled: compiled(trigger),
    scheduleDesired: trigger?.type === 'cron' ? 'hash-of-schedule' : null,
  });
}

export function newRun({ workflow, version }: VersionedWorkflow) {
  return {
    workflowId: workflow.id,
    versionId: version.id,
    triggeredBy: 'api',
    triggerData: { value: { building: 'A栋' } },
  } as const;
}

export function step(nodeId: string, fields: Partial<StepSnapshot> = {}): StepSnapshot {
  return {
    ...{
      nodeId,
      nodeType: 'condition',
      iteration: '0',
      position: 0,
      status: 'success',
      result: { value: true },
      error: null,
    },
    ...{ attempts: 1, warnings: [], startedAt: '2026-04-12T09:00:01.000Z', completedAt: '2026-04-12T09:00:02.000Z' },
    childRunId: null,
    ...fields,
  };
}

export function attempt(
  run: { id: string; projectId: string },
  nodeId: string,
  fields: Partial<NewStepAttempt> = {},
): NewStepAttempt {
  return {
    ...{ runId: run.id, projectId: run.projectId, nodeId, iteration: '0', attempt: 1, worker: '7@host', error: null },
    ...{ queuedAt: '2026-04-12T09:00:00.500Z', startedAt: '2026-04-12T09:00:01.000Z' },
    ...{ endedAt: '2026-04-12T09:00:02.000Z', input: { expression: 'true' }, log: [] },
    ...fields,
  };
}

export function snapshot(
  run: { id: string; projectId: string; workflowId: string },
  fields: Partial<RunSnapshot> = {},
): RunSnapshot {
  return {
    ...{ runId: run.id, projectId: run.projectId, workflowId: run.workflowId, sequence: 1, status: 'running' },
    ...{
      startedAt: '2026-04-12T09:00:00.000Z',
      completedAt: null,
      error: null,
      result: null,
      response: null,
      paused: false,
      steps: [],
      temporalRunId: 'temporal-run',
    },
    ...fields,
  };
}
