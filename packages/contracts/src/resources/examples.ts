/** The seed's example, which the OpenAPI document and the reference page show. */
export const WORKFLOW_EXAMPLE = {
  name: '每日设备巡检',
  description: '自动检查设备状态并发送报告',
  trigger: { type: 'cron', schedule: '0 9 * * *' },
  nodes: [
    { id: 'fetch', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } },
    { id: 'analyze', type: 'ai-generate', config: { prompt: '分析设备数据:{{fetch.result}}' } },
    {
      id: 'notify',
      type: 'email-send',
      config: { to: 'ops@example.com', subject: '巡检报告', body: '{{analyze.result}}' },
    },
  ],
  edges: [
    { from: 'fetch', to: 'analyze' },
    { from: 'analyze', to: 'notify' },
  ],
};

const WORKFLOW_ID = '665f1a2b3c4d5e6f7a8b9c0d';
const RUN_ID = '665f1a2b3c4d5e6f7a8b9c0e';

export const WORKFLOW_ANSWER_EXAMPLE = {
  id: WORKFLOW_ID,
  _id: WORKFLOW_ID,
  userId: '665f1a2b3c4d5e6f7a8b9c01',
  ...WORKFLOW_EXAMPLE,
  enabled: true,
  source: 'api',
  tags: [],
  version: 1,
  createdAt: '2026-04-12T08:00:00.000Z',
  updatedAt: '2026-04-12T08:00:00.000Z',
};

export const STARTED_RUN_EXAMPLE = { runId: RUN_ID, status: 'pending', message: '工作流已加入执行队列' };

export const RUN_EXAMPLE = {
  id: RUN_ID,
  _id: RUN_ID,
  workflowId: WORKFLOW_ID,
  status: 'completed',
  triggeredBy: 'api',
  triggerData: { building: 'A栋' },
  stepResults: [
    {
      nodeId: 'fetch',
      nodeType: 'tool-call',
      iteration: '0',
      status: 'success',
      result: { devices: [], total: 0 },
      error: null,
      attempts: 1,
      warnings: [],
      startedAt: '2026-04-12T09:00:01.000Z',
      completedAt: '2026-04-12T09:00:02.000Z',
      childRunId: null,
      carriedFrom: null,
    },
  ],
  moreSteps: false,
  version: 1,
  error: null,
  tags: [],
  businessKey: null,
  parentRunId: null,
  retryOf: null,
  startAt: null,
  temporal: { workflowId: `run-${RUN_ID}`, runId: '0198a3f0-0000-7000-8000-000000000000' },
  createdAt: '2026-04-12T09:00:00.000Z',
  startedAt: '2026-04-12T09:00:00.500Z',
  completedAt: '2026-04-12T09:00:05.000Z',
  durationMs: 4500,
  paused: false,
  result: { devices: [], total: 0 },
  response: null,
  iterations: {},
};

export const STEP_DETAIL_EXAMPLE = {
  nodeId: 'send',
  nodeType: 'http-request',
  iterations: [
    {
      iteration: '0',
      status: 'success',
      input: { url: 'https://example.com/orders', headers: { authorization: '***' } },
      result: { status: 201 },
      error: null,
      startedAt: '2026-04-12T09:00:01.000Z',
      completedAt: '2026-04-12T09:00:03.400Z',
      attemptCount: 2,
      attempts: [
        {
          attempt: 1,
          queuedAt: '2026-04-12T09:00:01.000Z',
          startedAt: '2026-04-12T09:00:01.100Z',
          endedAt: '2026-04-12T09:00:01.300Z',
          error: { code: 'HTTP_STATUS', message: 'it answered 503' },
          worker: '4711@worker-1',
        },
        {
          attempt: 2,
          queuedAt: '2026-04-12T09:00:02.300Z',
          startedAt: '2026-04-12T09:00:02.400Z',
          endedAt: '2026-04-12T09:00:03.400Z',
          error: null,
          worker: '4711@worker-1',
        },
      ],
      log: [],
      warnings: [],
      childRunId: null,
    },
  ],
  total: 1,
  nextCursor: null,
};
