import type { FlowRunStatus, StepOutputStatus } from '@perdura/contracts';
import type { CodedStatus } from '@perdura/database';
import type { RunStatus, StepStatus } from '@perdura/definition/run';

/** Codes of errors that the contract has a status of its own for. */
const CODES = {
  TIMEOUT: ['RUN_TIMEOUT', 'TIMEOUT', 'PIECE_TIMEOUT', 'CODE_TIMEOUT'],
  MEMORY_LIMIT_EXCEEDED: ['PIECE_MEMORY_LIMIT', 'CODE_MEMORY'],
  QUOTA_EXCEEDED: ['QUOTA_EXCEEDED'],
  LOG_SIZE_EXCEEDED: ['RESULT_TOO_LARGE', 'INPUT_TOO_LARGE'],
  INTERNAL_ERROR: [
    ...(['INTERNAL_ERROR', 'RUN_LOST', 'WORKER_LOST', 'START_REFUSED', 'BLOB_MISSING'] as const),
    ...(['DATABASE_UNAVAILABLE', 'SANDBOX_UNAVAILABLE'] as const),
  ],
} as const satisfies Partial<Record<FlowRunStatus, readonly string[]>>;

const NAMED_CODES: readonly string[] = Object.values(CODES).flat();

const OF_LIVE: Record<Exclude<RunStatus, 'failed'>, FlowRunStatus> = {
  pending: 'QUEUED',
  running: 'RUNNING',
  waiting: 'PAUSED',
  completed: 'SUCCEEDED',
  cancelled: 'CANCELED',
};

/** How the contract calls the state of a run. */
export function flowRunStatus({ status, errorCode }: { status: RunStatus; errorCode: string | null }): FlowRunStatus {
  if (status !== 'failed') return OF_LIVE[status];
  const named = Object.entries(CODES).find(([, codes]) => codes.some((code) => code === errorCode));
  return named === undefined ? 'FAILED' : (named[0] as keyof typeof CODES);
}

/** The runs that states of the contract mean; states that no run can have mean none. */
export function codedStatuses(statuses: readonly string[]): CodedStatus[] {
  return statuses.flatMap((name): CodedStatus[] => {
    if (name === 'FAILED') return [{ status: 'failed', otherThan: NAMED_CODES }];
    if (Object.hasOwn(CODES, name)) return [{ status: 'failed', codes: CODES[name as keyof typeof CODES] }];
    const found = Object.entries(OF_LIVE).find(([, status]) => status === name);
    return found === undefined ? [] : [{ status: found[0] as RunStatus }];
  });
}

/** How the contract calls the state of a step; null for one that was passed over, which it does not show. */
export const STEP_STATUS: Record<StepStatus, StepOutputStatus | null> = {
  running: 'RUNNING',
  waiting: 'PAUSED',
  success: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'STOPPED',
  skipped: null,
};
