import { newId } from '@perdura/database';
import fc from 'fast-check';
import { json, name, object, tags, text, word } from './body-values.ts';
import { CHANNEL_CASES } from './valid-channel-bodies.ts';
import { appConnectionValue, flowOperation, flowRunsChosen, mcpTools, retryStrategy } from './valid-flow-bodies.ts';
import { PEOPLE_CASES } from './valid-people-bodies.ts';
import { SIGN_IN_CASES } from './valid-sign-in-bodies.ts';
import { TABLE_CASES } from './valid-table-bodies.ts';
import type { Targets, WriteCase } from './write-case.ts';

const eventType = fc.tuple(word, word).map((parts) => parts.join('.'));
const url = word.map((part) => `https://${part}.example.com/hook`);

const trigger = fc.oneof(
  fc.constant({ type: 'manual' }),
  fc.constantFrom('0 9 * * *', '*/5 * * * 1-5', '0 0 1 1 *').map((schedule) => ({ type: 'cron', schedule })),
  eventType.map((event) => ({ type: 'event', event })),
);

const NODES = [
  { type: 'condition', config: { expression: 'trigger.data.on' }, skip: 'trigger.data.off' },
  { type: 'http-request', config: { url: 'https://example.com/{{trigger.data.x}}' }, onError: 'park' },
] as const;

/** Every third node is a loop over the other two. */
function nodeAt(index: number): object {
  const own = { id: `n${index}`, ...NODES[index % 3] };
  if (index % 3 !== 2) return own;
  const nodes = NODES.map((node, position) => ({ id: `n${index}-${position}`, ...node }));
  return { ...own, type: 'for-each', config: { items: 'trigger.data.list', body: { nodes } } };
}

const graph = fc.integer({ min: 0, max: 5 }).map((count) => ({
  nodes: Array.from({ length: count }, (_, index) => nodeAt(index)),
  edges: Array.from({ length: Math.max(0, count - 1) }, (_, index) => ({ from: `n${index}`, to: `n${index + 1}` })),
}));

const policies = {
  priority: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.record({ limit: fc.integer({ min: 1, max: 9 }), key: word }, { requiredKeys: ['limit'] }),
  rateLimit: fc.record({ limit: fc.integer({ min: 1, max: 9 }), per: fc.constantFrom('1m', 'PT1H') }),
  businessKey: word,
  retentionDays: fc.integer({ min: 1, max: 99 }),
};
const workflowFields = { description: text(100), enabled: fc.boolean(), tags, trigger, note: text(20), ...policies };
const workflow = fc
  .tuple(fc.record({ name, ...workflowFields }, { requiredKeys: ['name'] }), graph)
  .map(([fields, nodes]) => ({ ...fields, ...nodes }));
const workflowChange = fc.record({ name, ...workflowFields }, { requiredKeys: [] });

const runStart = fc.record(
  { data: object, tags, businessKey: word, version: fc.constantFrom(1, '1', 'latest') },
  { requiredKeys: [] },
);

const decision = fc.record(
  { decision: fc.constant('approve'), comment: name, form: fc.constant(null) },
  { requiredKeys: ['decision'] },
);

const execution = fc.oneof(
  fc.record({ type: fc.constant('http'), url, method: fc.constantFrom('GET', 'POST'), params: object, body: json }),
  fc.record({ type: fc.constant('handler'), handler: fc.constant('iot_get_device') }),
  fc.record({ type: fc.constant('mcp'), url, tool: word }),
);
const tool = fc.record(
  {
    name: word,
    description: name,
    appId: word,
    input_schema: fc.constantFrom({ type: 'object' }, {}, { type: 'object', properties: { a: { type: 'string' } } }),
    execution,
  },
  { requiredKeys: ['name', 'description', 'execution'] },
);

const connectionValue = fc.oneof(
  fc.record({ type: fc.constant('bearer'), value: fc.record({ token: word }) }),
  fc.record({ type: fc.constant('basic'), value: fc.record({ username: word, password: fc.string() }) }),
  fc.record({ type: fc.constant('header'), value: fc.record({ name: word, value: word }) }),
  fc.constant({ type: 'smtp', value: { url: 'smtps://u:p@mail.example.com:465' } }),
  fc.record({ type: fc.constant('anthropic'), value: fc.record({ apiKey: word }) }),
);

const connection = fc
  .tuple(
    connectionValue,
    fc.array(
      word.map((part) => `${part}.example.com`),
      { maxLength: 3 },
    ),
  )
  .map(([value, allowedHosts]) => ({ name: `c-${newId()}`, ...value, allowedHosts }));

const runFilter = fc.record(
  {
    status: fc.oneof(fc.constant(['failed', 'cancelled']), fc.constant('failed')),
    workflowId: fc.array(fc.constantFrom('665f1a2b3c4d5e6f7a8b9c0d'), { minLength: 1, maxLength: 1 }),
    triggeredBy: fc.constant(['cron']),
    createdAfter: fc.constantFrom('2026-04-12T00:00:00Z', '2026-04-12T08:00:00.5+08:00'),
    minDurationMs: fc.nat(),
    error: text(40),
    errorCode: fc.array(word, { minLength: 1, maxLength: 3 }),
    tag: word,
    version: fc.integer({ min: 1, max: 9 }),
    paused: fc.boolean(),
    dataPath: fc.constantFrom('order.id', 'items[0].sku'),
  },
  { requiredKeys: [] },
);

/** Every route that takes a body, with bodies that it must accept. */
export const WRITE_CASES: WriteCase[] = [
  { operationId: 'createWorkflow', path: () => '/v1/workflows', body: workflow, answers: [201] },
  {
    operationId: 'updateWorkflow',
    path: (to) => `/v1/workflows/${to.workflowId}`,
    body: workflowChange,
    answers: [200],
  },
  {
    operationId: 'updateVersion',
    path: (to) => `/v1/workflows/${to.workflowId}/versions/1`,
    body: fc.record({ note: text(100) }),
    answers: [200],
  },
  {
    operationId: 'restoreVersion',
    path: (to) => `/v1/workflows/${to.workflowId}/versions/1/restore`,
    body: fc.record({ note: text(100) }, { requiredKeys: [] }),
    answers: [200],
  },
  {
    operationId: 'putLabel',
    path: (to) => `/v1/workflows/${to.workflowId}/labels/production`,
    body: fc.record({ version: fc.constantFrom(1, '1', 'latest') }),
    answers: [200],
  },
  {
    operationId: 'saveDraft',
    path: (to) => `/v1/workflows/${to.workflowId}/draft`,
    body: fc.oneof(workflow, workflowChange, fc.record({ nodes: json, trigger: json, name: json, timeoutMs: json })),
    answers: [200],
  },
  // The draft of the case before may be unsound, or gone.
  {
    operationId: 'publishDraft',
    path: (to) => `/v1/workflows/${to.workflowId}/publish`,
    body: fc.record({ note: text(100), force: fc.boolean() }, { requiredKeys: [] }),
    answers: [200, 400, 404, 409],
  },
  // An update may have disabled it.
  // An update may have given it a trigger of another type.
  ...['pause', 'resume'].map((command) => ({
    operationId: `${command}Schedule`,
    path: (to: Targets) => `/v1/workflows/${to.workflowId}/schedule/${command}`,
    body: fc.record({ note: text(100) }, { requiredKeys: [] }),
    answers: [200, 404],
  })),
  {
    operationId: 'backfillSchedule',
    path: (to) => `/v1/workflows/${to.workflowId}/schedule/backfill`,
    body: fc.record(
      {
        from: fc.constant('2026-04-05T00:00:00Z'),
        to: fc.constantFrom('2026-04-05T06:00:00Z', '2026-04-05T06:00:00+02:00'),
        again: fc.boolean(),
        concurrency: fc.integer({ min: 1, max: 1_000 }),
      },
      { requiredKeys: ['from', 'to'] },
    ),
    answers: [202, 404, 409],
  },
  {
    operationId: 'runWorkflow',
    path: (to) => `/v1/workflows/${to.workflowId}/run`,
    body: runStart,
    answers: [202, 409],
  },
  { operationId: 'cancelRun', path: (to) => `/v1/runs/${to.runId}/cancel`, body: fc.constant({}), answers: [202, 409] },
  {
    operationId: 'terminateRun',
    path: (to) => `/v1/runs/${to.runId}/terminate`,
    body: fc.constant({}),
    answers: [202, 409],
  },
  { operationId: 'pauseRun', path: (to) => `/v1/runs/${to.runId}/pause`, body: fc.constant({}), answers: [202, 409] },
  {
    operationId: 'resumeRun',
    path: (to) => `/v1/runs/${to.runId}/resume`,
    body: fc.oneof(
      fc.constant({}),
      fc.record({ action: fc.constant('retry'), data: json }, { requiredKeys: ['action'] }),
      fc.record({ action: fc.constant('skip'), nodeId: word, result: json }, { requiredKeys: ['action'] }),
      fc.constant({ action: 'fail', nodeId: 'fetch', iteration: '2.0' }),
    ),
    answers: [202, 409],
  },
  {
    operationId: 'retryRun',
    path: (to) => `/v1/runs/${to.runId}/retry`,
    body: fc.record(
      {
        from: fc.constantFrom('failed', 'start'),
        version: fc.constantFrom('pinned', 'latest'),
        data: fc.dictionary(word, json, { maxKeys: 3 }),
        results: fc.constant({}),
      },
      { requiredKeys: [] },
    ),
    answers: [202, 409],
  },
  {
    operationId: 'rerunRun',
    path: (to) => `/v1/runs/${to.runId}/rerun`,
    body: fc.record({ data: fc.dictionary(word, json, { maxKeys: 3 }) }, { requiredKeys: [] }),
    answers: [202, 409],
  },
  {
    operationId: 'decideApproval',
    path: (to) => `/v1/approvals/${to.approvalId}/decide`,
    body: decision,
    answers: [200, 409],
  },
  { operationId: 'decideByLink', path: (to) => `/approvals/${to.approvalToken}`, body: decision, answers: [200, 409] },
  // Who has decided has no share to hand on.
  {
    operationId: 'delegateApproval',
    path: (to) => `/v1/approvals/${to.approvalId}/delegate`,
    body: word.map((part) => ({ to: `${part}@example.com` })),
    answers: [409],
  },
  {
    operationId: 'commentOnApproval',
    path: (to) => `/v1/approvals/${to.approvalId}/comments`,
    body: fc.record({ text: name }),
    answers: [201],
  },
  {
    operationId: 'moveApprovalDeadline',
    path: (to) => `/v1/approvals/${to.approvalId}/deadline`,
    body: fc.record({ deadline: fc.constantFrom('2999-01-01T00:00:00Z', '2998-06-01T08:00:00.5+08:00') }),
    answers: [200],
  },
  {
    operationId: 'cancelApproval',
    path: (to) => `/v1/approvals/${to.approvalId}/cancel`,
    body: fc.constant({}),
    answers: [200, 409],
  },
  {
    operationId: 'saveGroup',
    path: () => '/v1/groups/target',
    body: fc.record({
      members: fc.array(
        word.map((part) => `${part}@example.com`),
        { maxLength: 5 },
      ),
    }),
    answers: [200],
  },
  { operationId: 'saveTool', path: () => '/v1/tools', body: tool, answers: [201] },
  {
    operationId: 'testTool',
    path: () => '/v1/tools/iot_get_all_devices/test',
    body: fc.record({ input: object }, { requiredKeys: [] }),
    answers: [200],
  },
  // Only so many jobs run at once, and nobody carries them out here.
  {
    operationId: 'startBulk',
    path: () => '/v1/runs/bulk',
    body: fc.oneof(
      fc.record({ action: fc.constantFrom('cancel', 'terminate', 'pause'), filter: runFilter }),
      fc.record({
        action: fc.constant('resume'),
        filter: runFilter,
        input: fc.record({ action: fc.constant('fail') }),
      }),
      fc.record({ action: fc.constant('rerun'), filter: runFilter, input: fc.record({ data: object }) }),
      fc.record({ action: fc.constant('retry'), filter: runFilter, input: fc.record({ results: object }) }),
    ),
    answers: [202, 429],
  },
  {
    operationId: 'cancelBulkJob',
    path: (to) => `/v1/runs/bulk/${to.jobId}/cancel`,
    body: fc.constant({}),
    answers: [202, 409],
  },
  {
    operationId: 'createSearch',
    path: () => '/v1/searches',
    body: fc.record({ name: name.map((part) => `${part} ${newId()}`), filter: runFilter }),
    answers: [201],
  },
  {
    operationId: 'updateSearch',
    path: (to) => `/v1/searches/${to.searchId}`,
    body: fc.record({ filter: runFilter }),
    answers: [200],
  },
  { operationId: 'createConnection', path: () => '/v1/connections', body: connection, answers: [201] },
  {
    operationId: 'updateConnection',
    path: (to) => `/v1/connections/${to.connectionId}`,
    body: connection,
    answers: [200],
  },
  {
    operationId: 'publishEvent',
    path: () => '/v1/events',
    body: fc.record({ type: eventType, data: json, id: word, correlationKey: word }, { requiredKeys: ['type'] }),
    answers: [202],
  },
  {
    operationId: 'createSubscription',
    path: () => '/v1/events/webhooks',
    body: fc.record({ event: eventType, url, filter: object }, { requiredKeys: ['event', 'url'] }),
    answers: [201],
  },
  {
    operationId: 'redeliver',
    path: (to) => `/v1/events/webhooks/${to.subscriptionId}/deliveries/${to.deliveryId}/redeliver`,
    body: fc.constant({}),
    answers: [202],
  },
  {
    operationId: 'createApiKey',
    path: () => '/v1/api-keys',
    body: fc.record({ name, scopes: fc.constantFrom(['read'], ['write'], ['read', 'write']) }),
    answers: [201],
  },
  ...SIGN_IN_CASES,
  {
    operationId: 'rotateApiKey',
    path: (to) => `/v1/api-keys/${to.apiKeyId}/rotate`,
    body: fc.record({ overlapSeconds: fc.integer({ min: 3_600, max: 86_400 }) }, { requiredKeys: ['overlapSeconds'] }),
    answers: [201],
  },
  {
    operationId: 'createFlow',
    path: () => '/v1/flows',
    body: fc.record({ displayName: name, metadata: object }, { requiredKeys: ['displayName'] }),
    answers: [201],
  },
  {
    operationId: 'applyFlowOperation',
    path: (to) => `/v1/flows/${to.flowId}`,
    body: flowOperation,
    // Steps and branches are named by chance.
    answers: [200, 400],
  },
  {
    operationId: 'createFolder',
    path: () => '/v1/folders',
    body: fc.record({ displayName: name }),
    answers: [200],
  },
  {
    operationId: 'updateFolder',
    path: (to) => `/v1/folders/${to.folderId}`,
    body: fc.record({ displayName: name, displayOrder: fc.nat(1_000) }, { requiredKeys: [] }),
    answers: [200],
  },
  ...TABLE_CASES,
  ...CHANNEL_CASES,
  {
    operationId: 'createMcpServer',
    path: () => '/v1/mcp-servers',
    body: fc.record({ name, tools: mcpTools }, { requiredKeys: ['name'] }),
    answers: [200],
  },
  {
    operationId: 'updateMcpServer',
    path: (to) => `/v1/mcp-servers/${to.mcpServerId}`,
    body: fc.record({ name, tools: mcpTools }, { requiredKeys: [] }),
    answers: [200],
  },
  {
    operationId: 'upsertAppConnection',
    path: () => '/v1/app-connections',
    body: fc
      .tuple(appConnectionValue, fc.record({ metadata: object, displayName: name }, { requiredKeys: [] }))
      .map(([value, fields]) => ({ externalId: `c-${newId()}`, ...value, ...fields })),
    answers: [200],
  },
  {
    operationId: 'updateAppConnection',
    path: (to) => `/v1/app-connections/${to.appConnectionId}`,
    body: fc.record({ displayName: name, metadata: object }, { requiredKeys: [] }),
    answers: [200],
  },
  {
    operationId: 'getOAuth2AuthorizationUrl',
    path: () => '/v1/app-connections/oauth2/authorization-url',
    body: fc.record({ pieceName: fc.constant('mailer'), clientId: word, redirectUrl: url, state: word }),
    answers: [200],
  },
  {
    operationId: 'testTrigger',
    path: () => '/v1/test-trigger',
    body: fc.record({ flowId: word, pieceName: word }),
    answers: [404],
  },
  {
    operationId: 'cancelTriggerTest',
    path: () => '/v1/test-trigger',
    body: fc.record({ flowId: word }),
    answers: [404],
  },
  {
    operationId: 'createTriggerEvent',
    path: () => '/v1/trigger-events',
    body: fc.record({ flowId: word, mockData: object }),
    answers: [404],
  },
  {
    operationId: 'getPieceOptions',
    path: () => '/v1/pieces/options',
    body: fc.record({
      pieceName: word,
      ...{ pieceVersion: fc.constant('0.10.2'), actionOrTriggerName: word, propertyName: word, input: object },
    }),
    answers: [404],
  },
  {
    operationId: 'upsertVariable',
    path: () => '/v1/variables',
    body: fc.record({ name: word, value: fc.string({ unit: 'grapheme' }) }),
    answers: [200],
  },
  {
    operationId: 'retryFlowRun',
    path: (to) => `/v1/flow-runs/${to.flowRunId}/retry`,
    body: fc.record({ strategy: retryStrategy }, { requiredKeys: [] }),
    answers: [200, 409],
  },
  {
    operationId: 'cancelFlowRun',
    path: (to) => `/v1/flow-runs/${to.flowRunId}/cancel`,
    body: fc.record({}),
    answers: [200, 409],
  },
  ...(['retry', 'cancel', 'archive'] as const).map((verb) => ({
    operationId: `${verb}FlowRuns`,
    path: () => `/v1/flow-runs/${verb}`,
    body: flowRunsChosen,
    answers: [200],
  })),
  ...PEOPLE_CASES,
];
