import { awaitedEvents, channelEvent, maskedTrigger, type Trigger } from '@perdura/definition';
import { DraftConflict, UnknownReference, VersionConflict } from './errors.ts';
import { idempotencyKeyRepository } from './idempotency-keys.ts';
import { newId } from './ids.ts';
import type { EncryptionKeys } from './secrets.ts';
import { requireStorable } from './storable.ts';
import { isForeignKeyViolation, isUniqueViolation, json, type Store } from './store.ts';
import { expectVersioned, readVersioned } from './versioned-workflows.ts';
import type { CompiledDefinition } from './versions.ts';
import { namedPathConflict, storedDefinition, webhookColumns } from './webhook-secrets.ts';
import type { VersionedWorkflow } from './workflow-row.ts';

export interface NewWorkflow {
  /** Chosen beforehand (`newId()`) where something else must know it, such as the hash of the schedule. */
  id?: string;
  userId: string;
  name: string;
  description: string;
  enabled: boolean;
  tags?: string[];
  /** @default 'api' */
  source?: string;
  compiled: CompiledDefinition;
  /** Hash of the schedule that Temporal should hold; null for none. */
  scheduleDesired: string | null;
  note?: string;
  idempotency?: { key: string; bodyHash: string };
}

export interface WorkflowChange {
  /** Who changes it: author of the new version. */
  userId: string;
  name?: string;
  description?: string;
  enabled?: boolean;
  tags?: string[];
  /** Absent: the definition stays as it is. */
  compiled?: CompiledDefinition;
  /** Absent: stays as it is. */
  scheduleDesired?: string | null;
  note?: string;
  /**
   * The version that the change was made against: of `If-Match`, or the one that a partial update was merged with.
   * Absent: whatever the version is.
   */
  ifVersion?: number;
  /** The revision of the draft that is published by this: it goes with the change. */
  draftRevision?: number;
  /** Change the row alone, without a new version. @default false */
  keepVersion?: boolean;
}

/** Scope of the idempotency keys that make workflows. */
const SCOPE = 'workflows';

/** A new workflow with its version 1, or the one that its idempotency key made before. */
export async function createWorkflow(
  store: Store,
  projectId: string,
  input: NewWorkflow,
): Promise<VersionedWorkflow & { created: boolean }> {
  const { prisma } = store;
  const { id = newId(), idempotency } = input;
  const workflow = prisma.workflow.create({ data: newWorkflowData(store.keys, projectId, id, input) });
  const claim =
    idempotency === undefined ? [] : [prisma.idempotencyKey.create({ data: claimData(projectId, id, idempotency) })];
  try {
    await prisma.$transaction([...claim, workflow]);
    return { ...(await expectVersioned(store, projectId, id)), created: true };
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new UnknownReference(`there is no project ${projectId}`);
    const named = namedPathConflict(error, input.compiled.definition);
    if (!isUniqueViolation(named) || idempotency === undefined) throw named;
  }
  const { resourceId } = await idempotencyKeyRepository(store).claim(projectId, {
    scope: SCOPE,
    resourceId: id,
    ...idempotency,
  });
  return { ...(await expectVersioned(store, projectId, resourceId)), created: false };
}

function claimData(projectId: string, resourceId: string, { key, bodyHash }: { key: string; bodyHash: string }) {
  return { projectId, scope: SCOPE, key, bodyHash, resourceId };
}

function newWorkflowData(keys: EncryptionKeys, projectId: string, id: string, input: NewWorkflow) {
  const { userId, name, description, enabled, tags = [], source = 'api', scheduleDesired, compiled, note } = input;
  return {
    ...{ id, projectId, userId, name, description, enabled, tags, source, scheduleDesired, currentVersion: 1 },
    ...triggerData(compiled.definition.trigger),
    ...webhookColumns(keys, { projectId, id }, compiled, null),
    versions: { create: versionData(projectId, compiled, { version: 1, name, description, authorId: userId, note }) },
  };
}

function triggerData(trigger: Trigger) {
  return {
    trigger: json(maskedTrigger(trigger)),
    triggerType: trigger.type,
    triggerEvent: triggerEvent(trigger),
  };
}

/** The type of the events that start it; null where none do. */
function triggerEvent(trigger: Trigger): string | null {
  if (trigger.type === 'event') return trigger.event;
  return trigger.type === 'channel' ? channelEvent(trigger.channel) : null;
}

function versionData(
  projectId: string,
  { definition, plan, hash }: CompiledDefinition,
  { note = '', ...rest }: { version: number; name: string; description: string; authorId: string; note?: string },
) {
  const stored = {
    definition: json(requireStorable(storedDefinition(definition), 'the definition')),
    plan: json(plan),
    retentionDays: definition.retentionDays ?? null,
  };
  const awaits = { create: awaitedEvents(plan).map((event) => ({ projectId, event })) };
  return { id: newId(), ...rest, note, hash, ...stored, awaits };
}

/** Tries again when another change came first, unless the caller named the version that it must be. */
export async function updateWorkflow(
  store: Store,
  projectId: string,
  workflowId: string,
  change: WorkflowChange,
): Promise<VersionedWorkflow | null> {
  for (;;) {
    const current = await readVersioned(store, projectId, workflowId);
    if (current === null) return null;
    const { currentVersion } = current.workflow;
    if (change.ifVersion !== undefined && change.ifVersion !== currentVersion) {
      throw new VersionConflict(change.ifVersion, currentVersion);
    }
    if (await writeChange(store, current, change)) return readVersioned(store, projectId, workflowId);
  }
}

/** The guard on the version and the new version's row are one transaction. False when another change came first. */
async function writeChange(
  { prisma, sql, keys }: Store,
  { workflow, version }: VersionedWorkflow,
  change: WorkflowChange,
): Promise<boolean> {
  const {
    userId,
    name,
    description,
    enabled,
    tags,
    compiled,
    scheduleDesired,
    note,
    keepVersion = false,
    draftRevision,
  } = change;
  const next = workflow.currentVersion + (keepVersion ? 0 : 1);
  const webhook =
    compiled === undefined ? {} : webhookColumns(keys, workflow, compiled, await keptSecret({ sql }, workflow.id));
  const written = prisma.$transaction(async (transaction) => {
    const { count } = await transaction.workflow.updateMany({
      where: { id: workflow.id, deletedAt: null, currentVersion: workflow.currentVersion },
      data: {
        ...{ name, description, enabled, tags, scheduleDesired, currentVersion: next, updatedAt: new Date() },
        ...(compiled === undefined ? {} : triggerData(compiled.definition.trigger)),
        ...webhook,
      },
    });
    if (count === 0 || keepVersion) return count > 0;
    const data = versionData(workflow.projectId, compiled ?? version, {
      version: next,
      name: name ?? workflow.name,
      description: description ?? workflow.description,
      authorId: userId,
      note,
    });
    await transaction.workflowVersion.create({ data: { ...data, workflowId: workflow.id } });
    if (draftRevision !== undefined) await removeDraft(transaction, workflow.id, draftRevision);
    return true;
  });
  return written.catch((error: unknown) => {
    throw namedPathConflict(error, compiled?.definition);
  });
}

/** The draft that a transaction publishes. @throws DraftConflict, which takes all of the transaction back */
async function removeDraft(transaction: Transaction, workflowId: string, revision: number): Promise<void> {
  const { count } = await transaction.workflowDraft.deleteMany({ where: { workflowId, revision } });
  if (count > 0) return;
  const other = await transaction.workflowDraft.findUnique({ where: { workflowId }, select: { revision: true } });
  throw new DraftConflict(revision, other?.revision ?? null);
}

type Transaction = Parameters<Parameters<Store['prisma']['$transaction']>[0]>[0];

/** Read after the row that the change is made against: the guard on its version covers both. */
async function keptSecret({ sql }: Pick<Store, 'sql'>, workflowId: string): Promise<string | null> {
  const [row] = await sql<{ secret: string | null }>('SELECT trigger_secret AS "secret" FROM workflows WHERE id = $1', [
    workflowId,
  ]);
  return row?.secret ?? null;
}
