import type { NodeType } from '../../lib/resources.ts';

/** A config of each type to begin with: valid by its shape, with the fields that it is mostly used with. */
export const NODE_SAMPLES: Record<NodeType, Record<string, unknown>> = {
  'ai-generate': { prompt: 'Summarise {{ trigger.data }}' },
  'tool-call': { tool: 'iot_get_all_devices', input: {} },
  'http-request': { method: 'GET', url: 'https://example.com/' },
  'email-send': { to: 'ops@example.com', subject: 'News', body: 'Run {{ run.id }} has something to tell.' },
  'table-query': { table: '', filters: [{ field: 'Email', operator: 'eq', value: '{{ trigger.data.email }}' }] },
  'table-write': { table: '', operation: 'create', values: { Email: '{{ trigger.data.email }}' } },
  'channel-reply': { text: 'We have your message: {{ trigger.data.message.text }}' },
  condition: { expression: 'trigger.data.amount > 100' },
  switch: { expression: 'trigger.data.kind' },
  approval: { approvers: ['boss@example.com'], message: 'May this go on?', timeout: 'P3D' },
  delay: { duration: 'PT10M' },
  'wait-for-event': { event: 'payment.received', timeout: 'P1D' },
  'sub-workflow': { workflowId: '', input: {} },
  'for-each': {
    items: 'trigger.data.items',
    concurrency: 5,
    body: { nodes: [{ id: 'each', type: 'transform', config: { expression: 'item' } }], edges: [] },
  },
  while: {
    condition: 'index < 3',
    maxIterations: 100,
    body: { nodes: [{ id: 'round', type: 'transform', config: { expression: 'index' } }], edges: [] },
  },
  transform: { expression: '({ total: 0 })' },
  code: { code: 'return input;', input: '{{ trigger.data }}' },
  respond: { status: 200, body: { ok: true } },
  fail: { message: 'This cannot go on.', code: 'FAILED' },
};
