import type { FaultCode } from '../faults/messages.ts';
import { namedWorkflows } from './named-workflows.ts';
import { type ValidateOptions, validateDefinition } from './validate-definition.ts';

const check = (input: unknown, options: Partial<ValidateOptions> = {}) =>
  validateDefinition(input, { locale: 'en', ...options });
const find = (input: unknown, options: Partial<ValidateOptions> = {}) => {
  const result = check(input, options);
  return result.ok ? [] : result.faults.map(({ code, pointer }) => [code, pointer]);
};

test('a workflow keeps its policies as its author wrote them', () => {
  const policies = {
    timeoutMs: 5_000,
    concurrency: { limit: 3, policy: 'cancel-oldest', key: 'site-{{trigger.data.site}}' },
    rateLimit: { limit: 100, per: 'PT1H' },
    priority: 1,
    onFailure: { workflowId: 'w2' },
    tags: ['iot', '{{trigger.data.site}}', '{{run.triggeredBy}}'],
    businessKey: 'order-{{ trigger.data.order.id + 1 }}',
    retentionDays: 30,
    tool: { name: 'look_up', description: 'Looks up', inputSchema: { type: 'object', required: ['id'] } },
  };
  const result = check(policies, { workflowIds: new Set(['w2']), ownId: 'w1' });
  expect(result).toEqual({
    ok: true,
    definition: { trigger: { type: 'manual' }, nodes: [], edges: [], ...policies },
    warnings: [],
  });
});

test('a workflow without tags has none, however that is written', () => {
  expect(check({ tags: [] })).toEqual(check({}));
});

test.each<[object, FaultCode, string]>([
  [{ concurrency: 3 }, 'WRONG_TYPE', '/concurrency'],
  [{ concurrency: {} }, 'REQUIRED', '/concurrency/limit'],
  [{ concurrency: { limit: 0 } }, 'OUT_OF_RANGE', '/concurrency/limit'],
  [{ concurrency: { limit: 1.5 } }, 'WRONG_TYPE', '/concurrency/limit'],
  [{ concurrency: { limit: 1, policy: 'drop' } }, 'NOT_ALLOWED_VALUE', '/concurrency/policy'],
  [{ concurrency: { limit: 1, key: ' ' } }, 'EMPTY', '/concurrency/key'],
  [{ concurrency: { limit: 1, key: '{{fetch.result}}' } }, 'EXPRESSION_NAME_UNKNOWN', '/concurrency/key'],
  [{ concurrency: { limit: 1, max: 2 } }, 'UNKNOWN_FIELD', '/concurrency/max'],
  [{ rateLimit: { limit: 1 } }, 'REQUIRED', '/rateLimit/per'],
  [{ rateLimit: { limit: 0, per: '1m' } }, 'OUT_OF_RANGE', '/rateLimit/limit'],
  [{ rateLimit: { limit: 1, per: 'minute' } }, 'DURATION_INVALID', '/rateLimit/per'],
  [{ rateLimit: { limit: 1, per: '5ms' } }, 'DURATION_INVALID', '/rateLimit/per'],
  [{ priority: 0 }, 'OUT_OF_RANGE', '/priority'],
  [{ priority: 6 }, 'OUT_OF_RANGE', '/priority'],
  [{ priority: 'high' }, 'WRONG_TYPE', '/priority'],
  [{ onFailure: 'w2' }, 'WRONG_TYPE', '/onFailure'],
  [{ onFailure: { workflowId: '' } }, 'EMPTY', '/onFailure/workflowId'],
  [{ onFailure: { workflowId: 'nope' } }, 'WORKFLOW_UNKNOWN', '/onFailure/workflowId'],
  [{ onFailure: { workflowId: 'w1' } }, 'ON_FAILURE_SELF', '/onFailure/workflowId'],
  [{ tags: 'iot' }, 'WRONG_TYPE', '/tags'],
  [{ tags: ['a', ''] }, 'EMPTY', '/tags/1'],
  [{ tags: ['{{item}}'] }, 'EXPRESSION_NAME_UNKNOWN', '/tags/0'],
  [{ tags: ['{{ 1 + }}'] }, 'EXPRESSION_SYNTAX', '/tags/0'],
  [{ tags: Array.from({ length: 21 }, (_, index) => `t${index}`) }, 'OUT_OF_RANGE', '/tags'],
  [{ businessKey: 5 }, 'WRONG_TYPE', '/businessKey'],
  [{ businessKey: '{{nodes.a.result}}' }, 'EXPRESSION_NAME_UNKNOWN', '/businessKey'],
  [{ retentionDays: 0 }, 'OUT_OF_RANGE', '/retentionDays'],
  [{ tool: { name: 'two words' } }, 'TOOL_NAME_INVALID', '/tool/name'],
  [{ tool: { inputSchema: { type: 'array' } } }, 'NOT_ALLOWED_VALUE', '/tool/inputSchema/type'],
  [
    { tool: { inputSchema: { properties: { a: { $ref: '#/$defs/b' } } } } },
    'JSON_SCHEMA_UNUSABLE',
    '/tool/inputSchema',
  ],
  [{ tool: { inputSchema: { properties: [] } } }, 'JSON_SCHEMA_INVALID', '/tool/inputSchema/properties'],
  [{ tool: { title: 'x' } }, 'UNKNOWN_FIELD', '/tool/title'],
  [{ retention: 5 }, 'UNKNOWN_FIELD', '/retention'],
])('a workflow is refused with %j', (policies, code, pointer) => {
  expect(find(policies, { workflowIds: new Set(['w1', 'w2']), ownId: 'w1' })).toEqual([[code, pointer]]);
});

test('the workflows that a definition names are told before it is checked, sound or not', () => {
  const sub = (id: string, workflowId: unknown) => ({ id, type: 'sub-workflow', config: { workflowId } });
  const body = { nodes: [sub('c', 'w3'), sub('d', '{{item}}'), 7] };
  const input = {
    onFailure: { workflowId: 'w1' },
    nodes: [sub('a', 'w2'), sub('b', 'w2'), { id: 'l', type: 'for-each', config: { body } }, null, sub('e', 5)],
  };
  expect(namedWorkflows(input).sort()).toEqual(['w1', 'w2', 'w3']);
  for (const garbage of [null, 5, [], {}, { nodes: 5 }, { onFailure: 5 }]) expect(namedWorkflows(garbage)).toEqual([]);
  expect(find({ nodes: [sub('a', '{{trigger.data.w}}')] }, { workflowIds: new Set() })).toEqual([]);
});
