import type { RunOrigin, RunStatus, StepStatus } from '@perdura/definition/run';

/** What each status of a run means, for the OpenAPI document; the first four are the seed's. */
export const RUN_STATUS_MEANING: Record<RunStatus, string> = {
  pending: '等待执行 (accepted, not begun)',
  running: '执行中 (at work)',
  waiting: 'parked on people or time',
  completed: '执行成功 (ended well)',
  failed: '执行失败 (ended with an error)',
  cancelled: 'ended on request',
};

export const STEP_STATUS_MEANING: Record<StepStatus, string> = {
  running: 'at work',
  waiting: 'parked on people or time',
  success: 'ended well',
  failed: 'ended with an error',
  skipped: 'on a branch that was not taken',
  cancelled: 'stopped with its run',
};

export const RUN_ORIGIN_MEANING: Record<RunOrigin, string> = {
  api: 'POST /v1/workflows/{id}/run',
  cron: 'a schedule',
  event: 'an event',
  webhook: 'an incoming webhook',
  mcp: 'a client of an MCP server',
  channel: 'a message that came in by a channel',
  workflow: 'a run of another workflow',
};
