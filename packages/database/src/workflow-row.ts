import type { Trigger } from '@perdura/definition';
import { columns } from './store.ts';
import type { VersionRow } from './versions.ts';

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
  /** Whether somebody paused the schedule, and why. */
  schedulePaused: boolean;
  scheduleNote: string;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

/** A workflow with one of its versions: the newest unless another was asked for. */
export interface VersionedWorkflow {
  workflow: WorkflowRow;
  version: VersionRow;
}

const FIELDS = [
  'id',
  'projectId',
  'userId',
  'form',
  'name',
  'description',
  'enabled',
  'source',
  'tags',
  'currentVersion',
  'trigger',
  'triggerType',
  'triggerEvent',
  'scheduleDesired',
  'scheduleApplied',
  'schedulePaused',
  'scheduleNote',
  'createdAt',
  'updatedAt',
  'deletedAt',
] as const satisfies readonly (keyof WorkflowRow)[];

/** The columns of a WorkflowRow, of the table `workflows` named `w`. */
export const WORKFLOW_COLUMNS = columns(FIELDS, 'w');
