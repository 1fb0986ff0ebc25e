import type { Trigger } from '@perdura/definition';
import type { Page, PageRequest } from './paging.ts';
import type { CompiledDefinition, VersionRow } from './versions.ts';

export interface WorkflowRow {
  id: string;
  projectId: string;
  userId: string;
  form: string;
  name: string;
  description: string;
  enabled: boolean;
  source: string;
  tags: string[];
  currentVersion: number;
  trigger: Trigger;
  triggerType: Trigger['type'];
  triggerEvent: string | null;
  /** Hash of the schedule that Temporal should hold; null for none. */
  scheduleDesired: string | null;
  /** Hash of the schedule that Temporal was last brought to. */
  scheduleApplied: string | null;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

/** A workflow with one of its versions: the newest unless another was asked for. */
export interface VersionedWorkflow {
  workflow: WorkflowRow;
  version: VersionRow;
}

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
  /** Change the row alone, without a new version. @default false */
  keepVersion?: boolean;
}

export interface WorkflowFilter {
  enabled?: boolean;
  trigger?: Trigger['type'];
  /** Text within name or description, whatever its case. */
  q?: string;
  tag?: string;
}

/** Workflows. A deleted one is found by nothing but `get(…, {deleted: true})`. */
export interface WorkflowRepository {
  /**
   * Makes a workflow with its version 1, and its idempotency key (scope `workflows`), in one transaction. A repeat of
   * the key answers the workflow made then, with `created: false`.
   * @throws IdempotencyConflict when the key was used with another body
   */
  create(projectId: string, input: NewWorkflow): Promise<VersionedWorkflow & { created: boolean }>;
  /**
   * Changes the row and makes a new version (with the changed name or definition). Null when there is no such workflow.
   * @throws VersionConflict when `ifVersion` is not the current version
   */
  update(projectId: string, workflowId: string, change: WorkflowChange): Promise<VersionedWorkflow | null>;
  get(projectId: string, workflowId: string, options?: { deleted?: boolean }): Promise<WorkflowRow | null>;
  /** The workflow and one of its versions (the current one by default) in one query; null when either is missing. */
  getVersioned(projectId: string, workflowId: string, version?: number): Promise<VersionedWorkflow | null>;
  list(projectId: string, filter: WorkflowFilter, page: PageRequest): Promise<Page<WorkflowRow>>;
  /** Marks it deleted and wants its schedule gone; its history stays readable. False when there is none. */
  remove(projectId: string, workflowId: string): Promise<boolean>;
  /** Enabled workflows whose trigger is this event type. */
  listeningTo(projectId: string, eventType: string): Promise<WorkflowRow[]>;

  /** Housekeeping: workflows of any project, deleted ones too, whose schedule is not as desired. */
  schedulesToSync(limit: number): Promise<WorkflowRow[]>;
  /** Housekeeping: workflows of any project that want a schedule, by id; pages with the last id. */
  scheduled(afterId: string | null, limit: number): Promise<WorkflowRow[]>;
  /**
   * Notes what Temporal's schedule was brought to (null: gone), if that is still what is desired. False when the
   * desired state has moved on: Temporal may then hold an old schedule, and must be synced again.
   */
  markScheduleApplied(projectId: string, workflowId: string, hash: string | null): Promise<boolean>;
  /** Notes that Temporal holds something else than it was brought to, so that `schedulesToSync` names it. */
  markScheduleDrifted(projectId: string, workflowId: string): Promise<void>;
}
