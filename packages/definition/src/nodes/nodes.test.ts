import type { NodeType } from '../definition.ts';
import { type FaultCode, LOCALES } from '../faults/messages.ts';
import { validateDefinition } from '../validate/validate-definition.ts';
import { splitAddresses } from './email-addresses.ts';
import { nodeSpecs } from './index.ts';

const faultsOf = (type: NodeType, config: object) => {
  const result = validateDefinition({ nodes: [{ id: 'a', type, config }] }, { locale: 'en' });
  return result.ok ? [] : result.faults.map(({ code, pointer }) => [code, pointer.replace('/nodes/0/config', '')]);
};
const mail = { to: 'ops@example.com', subject: 's', body: 'b' };
const url = 'https://api.test/devices';
const body = { nodes: [{ id: 'x', type: 'transform', config: { expression: '1' } }] };

test.each<[NodeType, object]>([
  [
    'ai-generate',
    {
      prompt: '{{trigger.data}}',
      systemPrompt: '',
      model: 'm',
      temperature: 0,
      maxTokens: '{{trigger.data.n}}',
      tools: '{{trigger.data.tools}}',
    },
  ],
  [
    'ai-generate',
    {
      prompt: 'x',
      responseSchema: {
        type: ['object', 'null'],
        properties: { a: { $ref: '#/$defs/b' }, constructor2: true },
        required: ['a'],
        $defs: { b: { enum: [1] } },
      },
    },
  ],
  ['ai-generate', { prompt: 'x', responseSchema: '{{trigger.data.schema}}' }],
  [
    'ai-generate',
    {
      prompt: 'x',
      responseSchema: { properties: { a: { items: '{{trigger.data.a}}' }, b: { pattern: '{{trigger.data.b}}' } } },
    },
  ],
  ['ai-generate', { prompt: 'x', responseSchema: { items: { title: 5, pattern: '^[\\u4e00-\\u9fa5]+$' } } }],
  ['tool-call', { tool: 't' }],
  ['tool-call', { tool: 't', input: '{{trigger.data}}' }],
  [
    'http-request',
    {
      url,
      method: 'post',
      headers: { 'X-N': 5, 'X-T': 'a\tb' },
      query: { a: 1, b: [true, 'x'], c: null },
      body: [1],
      timeoutMs: 5,
      responseType: 'json',
      failOnStatus: false,
    },
  ],
  [
    'http-request',
    {
      url: '{{trigger.data.url}}',
      method: '{{trigger.data.method}}',
      headers: '{{trigger.data.headers}}',
      query: '{{trigger.data.q}}',
      failOnStatus: '{{trigger.data.f}}',
    },
  ],
  ['http-request', { url: 'https://{{trigger.data.host}}/x?y={{ trigger.data.y }}' }],
  ['condition', { expression: 'trigger.data.x > 1' }],
  [
    'email-send',
    {
      ...mail,
      to: 'a@b.c, "Last, First" <d@e.f>',
      cc: ['g@h.i'],
      bcc: '{{trigger.data.bcc}}',
      from: '巡检 <ops@例子.cn>',
      html: true,
    },
  ],
  [
    'email-send',
    {
      ...mail,
      to: '{{trigger.data.to}}',
      attachments: [{ filename: 'a.txt', content: '{{trigger.data}}', encoding: 'base64', contentType: 'text/plain' }],
    },
  ],
  ['delay', { duration: 'P90D' }],
  ['delay', { until: '2020-01-01T00:00:00+08:00' }],
  ['delay', { until: '{{trigger.data.at}}' }],
  ['wait-for-event', { event: 'order.paid' }],
  [
    'wait-for-event',
    {
      event: '{{trigger.data.kind}}.paid',
      filter: 'event.data.total > trigger.data.total',
      correlationKey: '{{trigger.data.order}}',
      timeout: '90d',
      onTimeout: 'branch',
    },
  ],
  ['switch', { expression: '{{trigger.data.kind}}' }],
  ['for-each', { items: 'trigger.data.list', body }],
  ['for-each', { items: '{{trigger.data.list.filter((x) => x.ok)}}', body, concurrency: 10, onItemError: 'continue' }],
  ['for-each', { items: [1, '{{trigger.data.x}}', { a: '{{run.id}}' }], body, concurrency: '{{trigger.data.n}}' }],
  ['while', { condition: 'index < 3', body }],
  ['while', { condition: '{{last.more}}', body, maxIterations: 5, onLimit: 'continue' }],
  ['sub-workflow', { workflowId: 'w', version: 3, input: { a: '{{trigger.data}}' }, wait: false }],
  ['sub-workflow', { workflowId: '{{trigger.data.w}}', version: 'latest' }],
  ['transform', { expression: 'trigger.data.list.map((x) => x.id)' }],
  ['transform', { expression: '{ "a": {{trigger.data.x}}, b: [1, {{ trigger.data.y + 1 }}] }' }],
  ['transform', { expression: { a: '{{trigger.data.x}}', b: ['{{run.id}}', 5] } }],
  ['transform', { expression: ['{{trigger.data}}'] }],
  [
    'code',
    { code: 'const x = await work(input);\nreturn x + "{{not.a.template}}"; // end', input: '{{trigger.data}}' },
  ],
  [
    'code',
    {
      code: 'if (input) { return {a: {}} }\nreturn {}',
      timeoutMs: 1,
      memoryMb: 8,
    },
  ],
  ['respond', {}],
  ['respond', { status: 201, headers: { Location: '/x/{{run.id}}', 'X-N': 5 }, body: [1] }],
  ['respond', { status: '{{trigger.data.status}}', body: '{{trigger.data}}' }],
  ['fail', { message: 'No stock of {{trigger.data.item}}' }],
  ['fail', { message: 'x', code: 'OUT_OF_STOCK' }],
  ['fail', { message: 'x', code: '{{trigger.data.code}}' }],
  ['approval', { approvers: ['a@b.c'] }],
  ['approval', { approvers: '{{trigger.data.approvers}}', required: 'all', allowSelf: true }],
  [
    'approval',
    {
      approvers: ['a@b.c', 'user:665f1a2b3c4d5e6f7a8b9c0d', 'group:财务', '{{trigger.data.boss}}'],
      required: 3,
      message: 'Pay {{trigger.data.total}}?',
      form: { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] },
      timeout: 'P90D',
      reminders: { every: '1d', max: 3 },
      escalate: [
        { after: '30d', approvers: ['group:heads'] },
        { after: '60d', approvers: ['ceo@b.c'] },
      ],
      onTimeout: 'branch',
    },
  ],
])('%s accepts %j', (type, config) => {
  expect(faultsOf(type, config)).toEqual([]);
});

test.each<[NodeType, object, FaultCode, string]>([
  ['ai-generate', {}, 'REQUIRED', '/prompt'],
  ['ai-generate', { prompt: ' ' }, 'EMPTY', '/prompt'],
  ['ai-generate', { prompt: 5 }, 'WRONG_TYPE', '/prompt'],
  ['ai-generate', { prompt: 'x', temperature: 3 }, 'OUT_OF_RANGE', '/temperature'],
  ['ai-generate', { prompt: 'x', temperature: 'warm' }, 'TEMPLATE_EXPECTED', '/temperature'],
  ['ai-generate', { prompt: 'x', temperature: {} }, 'WRONG_TYPE', '/temperature'],
  ['ai-generate', { prompt: 'x', maxTokens: 1.5 }, 'WRONG_TYPE', '/maxTokens'],
  ['ai-generate', { prompt: 'x', responseSchema: [] }, 'WRONG_TYPE', '/responseSchema'],
  ['ai-generate', { prompt: 'x', responseSchema: 'plain' }, 'TEMPLATE_EXPECTED', '/responseSchema'],
  ['ai-generate', { prompt: 'x', responseSchema: { type: 'text' } }, 'JSON_SCHEMA_INVALID', '/responseSchema/type'],
  [
    'ai-generate',
    { prompt: 'x', responseSchema: { properties: { 'a/b': { required: 'x' } } } },
    'JSON_SCHEMA_INVALID',
    '/responseSchema/properties/a~1b/required',
  ],
  [
    'ai-generate',
    { prompt: 'x', responseSchema: { anyOf: [{}, 5] } },
    'JSON_SCHEMA_INVALID',
    '/responseSchema/anyOf/1',
  ],
  ['ai-generate', { prompt: 'x', tools: 'one' }, 'TEMPLATE_EXPECTED', '/tools'],
  ['ai-generate', { prompt: 'x', tools: [1] }, 'WRONG_TYPE', '/tools/0'],
  ['ai-generate', { prompt: 'x', topP: 1 }, 'UNKNOWN_FIELD', '/topP'],
  ['tool-call', { tool: '' }, 'EMPTY', '/tool'],
  ['tool-call', { tool: 't', input: [] }, 'WRONG_TYPE', '/input'],
  ['tool-call', { tool: 't', input: 'text' }, 'TEMPLATE_EXPECTED', '/input'],
  ['http-request', {}, 'REQUIRED', '/url'],
  ['http-request', { url: 'ftp://x.test' }, 'URL_INVALID', '/url'],
  ['http-request', { url: '/relative' }, 'URL_INVALID', '/url'],
  ['http-request', { url: 'https://' }, 'URL_INVALID', '/url'],
  ['http-request', { url: 'javascript:alert(1)' }, 'URL_INVALID', '/url'],
  ['http-request', { url: 'file:///{{trigger.data.x}}' }, 'URL_INVALID', '/url'],
  ['http-request', { url, method: 'FETCH' }, 'METHOD_INVALID', '/method'],
  ['http-request', { url, headers: { 'a b': 'x' } }, 'HEADER_INVALID', '/headers/a b'],
  ['http-request', { url, headers: { a: 'x\r\nY: z' } }, 'HEADER_INVALID', '/headers/a'],
  ['http-request', { url, headers: { a: '{{trigger.x}}\nY: z' } }, 'HEADER_INVALID', '/headers/a'],
  ['http-request', { url, headers: { a: {} } }, 'WRONG_TYPE', '/headers/a'],
  ['http-request', { url, headers: { Host: 'example.org' } }, 'HEADER_RESERVED', '/headers/Host'],
  ['http-request', { url, query: { a: [{}] } }, 'WRONG_TYPE', '/query/a/0'],
  ['http-request', { url, timeoutMs: 0 }, 'OUT_OF_RANGE', '/timeoutMs'],
  ['http-request', { url, timeoutMs: '5' }, 'TEMPLATE_EXPECTED', '/timeoutMs'],
  ['http-request', { url, responseType: 'xml' }, 'NOT_ALLOWED_VALUE', '/responseType'],
  ['http-request', { url, failOnStatus: 'yes' }, 'TEMPLATE_EXPECTED', '/failOnStatus'],
  ['condition', {}, 'REQUIRED', '/expression'],
  ['condition', { expression: true }, 'WRONG_TYPE', '/expression'],
  ['email-send', { ...mail, to: 'nobody' }, 'EMAIL_INVALID', '/to'],
  ['email-send', { ...mail, to: '' }, 'EMAIL_INVALID', '/to'],
  ['email-send', { ...mail, to: 'a@b.c,,d@e.f' }, 'EMAIL_INVALID', '/to'],
  ['email-send', { ...mail, to: [] }, 'OUT_OF_RANGE', '/to'],
  ['email-send', { ...mail, to: ['a@b.c', 'x@'] }, 'EMAIL_INVALID', '/to/1'],
  ['email-send', { ...mail, to: 'a@b.c\nBcc: x@y.z' }, 'EMAIL_INVALID', '/to'],
  ['email-send', { ...mail, to: `${'a@b.c,'.repeat(10_000)}` }, 'OUT_OF_RANGE', '/to'],
  ['email-send', { ...mail, from: 'a@b..c' }, 'EMAIL_INVALID', '/from'],
  ['email-send', { ...mail, subject: 'a\nBcc: x@y.z' }, 'LINE_BREAK', '/subject'],
  ['email-send', { ...mail, html: 5 }, 'WRONG_TYPE', '/html'],
  ['email-send', { ...mail, attachments: [{ filename: 'a' }] }, 'REQUIRED', '/attachments/0/content'],
  [
    'email-send',
    { ...mail, attachments: [{ filename: 'a', content: 'b', path: '/etc' }] },
    'UNKNOWN_FIELD',
    '/attachments/0/path',
  ],
  ['email-send', { ...mail, attachments: Array.from({ length: 3_000 }, () => 1) }, 'OUT_OF_RANGE', '/attachments'],
  ['delay', {}, 'ONE_OF_FIELDS', ''],
  ['delay', { duration: '5s', until: '2020-01-01T00:00:00Z' }, 'ONE_OF_FIELDS', ''],
  ['delay', { duration: 'soon' }, 'DURATION_INVALID', '/duration'],
  ['delay', { duration: '11000d' }, 'DURATION_INVALID', '/duration'],
  ['delay', { duration: 5 }, 'WRONG_TYPE', '/duration'],
  ['delay', { until: 'tomorrow' }, 'TIME_INVALID', '/until'],
  ['delay', { until: '2026-02-30T00:00:00Z' }, 'TIME_INVALID', '/until'],
  ['delay', { until: '2026-02-01T00:00:00' }, 'TIME_INVALID', '/until'],
  ['wait-for-event', {}, 'REQUIRED', '/event'],
  ['wait-for-event', { event: 'paid' }, 'EVENT_TYPE_INVALID', '/event'],
  ['wait-for-event', { event: 'a.b', timeout: '0s' }, 'DURATION_INVALID', '/timeout'],
  ['wait-for-event', { event: 'a.b', onTimeout: 'branch' }, 'TIMEOUT_MISSING', '/onTimeout'],
  ['wait-for-event', { event: 'a.b', timeout: '1d', onTimeout: 'approve' }, 'NOT_ALLOWED_VALUE', '/onTimeout'],
  ['wait-for-event', { event: 'a.b', filter: 'event.data >' }, 'EXPRESSION_UNTERMINATED', '/filter'],
  ['switch', {}, 'REQUIRED', '/expression'],
  ['switch', { expression: '1 2' }, 'EXPRESSION_NOT_SINGLE', '/expression'],
  ['for-each', { body }, 'REQUIRED', '/items'],
  ['for-each', { items: { a: 1 }, body }, 'WRONG_TYPE', '/items'],
  ['for-each', { items: [1, '{{ghost}}'], body }, 'EXPRESSION_NAME_UNKNOWN', '/items/1'],
  ['for-each', { items: [], body, concurrency: 0 }, 'OUT_OF_RANGE', '/concurrency'],
  ['for-each', { items: [], body, concurrency: 'many' }, 'TEMPLATE_EXPECTED', '/concurrency'],
  ['for-each', { items: [], body, onItemError: 'stop' }, 'NOT_ALLOWED_VALUE', '/onItemError'],
  ['while', { body }, 'REQUIRED', '/condition'],
  ['while', { condition: true, body }, 'WRONG_TYPE', '/condition'],
  ['while', { condition: 'true', body, maxIterations: 0 }, 'OUT_OF_RANGE', '/maxIterations'],
  ['while', { condition: 'true', body, onLimit: 'stop' }, 'NOT_ALLOWED_VALUE', '/onLimit'],
  ['sub-workflow', {}, 'REQUIRED', '/workflowId'],
  ['sub-workflow', { workflowId: ' ' }, 'EMPTY', '/workflowId'],
  ['sub-workflow', { workflowId: 'w', version: 0 }, 'OUT_OF_RANGE', '/version'],
  ['sub-workflow', { workflowId: 'w', wait: 'no' }, 'TEMPLATE_EXPECTED', '/wait'],
  ['transform', {}, 'REQUIRED', '/expression'],
  ['transform', { expression: 5 }, 'WRONG_TYPE', '/expression'],
  ['transform', { expression: { a: '{{ghost}}' } }, 'EXPRESSION_NAME_UNKNOWN', '/expression/a'],
  ['code', {}, 'REQUIRED', '/code'],
  ['code', { code: ' \n' }, 'EMPTY', '/code'],
  ['code', { code: 'return 1 +' }, 'CODE_SYNTAX', '/code'],
  ['code', { code: `${'('.repeat(5_000)}` }, 'CODE_TOO_DEEP', '/code'],
  ['code', { code: `// ${'x'.repeat(100_000)}` }, 'CODE_TOO_LONG', '/code'],
  ['code', { code: 'return 1', timeoutMs: 0 }, 'OUT_OF_RANGE', '/timeoutMs'],
  ['code', { code: 'return 1', memoryMb: '64' }, 'TEMPLATE_EXPECTED', '/memoryMb'],
  ['respond', { status: 99 }, 'OUT_OF_RANGE', '/status'],
  ['respond', { headers: { 'a b': 'x' } }, 'HEADER_INVALID', '/headers/a b'],
  ['respond', { headers: { 'Content-Length': '5' } }, 'HEADER_RESERVED', '/headers/Content-Length'],
  ['respond', { headers: { a: 'x\ny' } }, 'HEADER_INVALID', '/headers/a'],
  ['fail', {}, 'REQUIRED', '/message'],
  ['fail', { message: '' }, 'EMPTY', '/message'],
  ['fail', { message: 'x', code: 'not found' }, 'FAIL_CODE_INVALID', '/code'],
  ['fail', { message: 'x', code: 'CANCELLED' }, 'FAIL_CODE_KEPT', '/code'],
  ['approval', {}, 'REQUIRED', '/approvers'],
  ['approval', { approvers: [] }, 'OUT_OF_RANGE', '/approvers'],
  ['approval', { approvers: 'a@b.c' }, 'TEMPLATE_EXPECTED', '/approvers'],
  ['approval', { approvers: ['a@b.c', 'somebody'] }, 'APPROVER_INVALID', '/approvers/1'],
  ['approval', { approvers: ['user:'] }, 'APPROVER_INVALID', '/approvers/0'],
  ['approval', { approvers: ['a@b.c', 'A@b.c'], required: 2 }, 'APPROVALS_IMPOSSIBLE', '/required'],
  ['approval', { approvers: ['a@b.c'], required: 0 }, 'OUT_OF_RANGE', '/required'],
  ['approval', { approvers: ['a@b.c'], required: 'most' }, 'NOT_ALLOWED_VALUE', '/required'],
  ['approval', { approvers: ['a@b.c'], form: { type: 'text' } }, 'JSON_SCHEMA_INVALID', '/form/type'],
  ['approval', { approvers: ['a@b.c'], form: { pattern: '(' } }, 'JSON_SCHEMA_UNUSABLE', '/form'],
  ['approval', { approvers: ['a@b.c'], timeout: 'soon' }, 'DURATION_INVALID', '/timeout'],
  ['approval', { approvers: ['a@b.c'], onTimeout: 'approve' }, 'TIMEOUT_MISSING', '/onTimeout'],
  ['approval', { approvers: ['a@b.c'], reminders: { every: '0s' } }, 'DURATION_INVALID', '/reminders/every'],
  ['approval', { approvers: ['a@b.c'], reminders: { max: 3 } }, 'REQUIRED', '/reminders/every'],
  [
    'approval',
    {
      approvers: ['a@b.c'],
      escalate: [
        { after: '2d', approvers: ['d@e.f'] },
        { after: '1d', approvers: ['g@h.i'] },
      ],
    },
    'DURATIONS_NOT_RISING',
    '/escalate/1/after',
  ],
  ['approval', { approvers: ['a@b.c'], escalate: [{ after: '1d' }] }, 'REQUIRED', '/escalate/0/approvers'],
  ['approval', { approvers: ['a@b.c'], allowSelf: 'yes' }, 'TEMPLATE_EXPECTED', '/allowSelf'],
])('%s refuses %.80j', (type, config, code, pointer) => {
  expect(faultsOf(type, config)).toEqual([[code, pointer]]);
  for (const locale of LOCALES) {
    const result = validateDefinition({ nodes: [{ id: 'a', type, config }] }, { locale });
    for (const { message } of result.ok ? [] : result.faults) expect(message).not.toMatch(/\{\w+\}|undefined|\[object/);
  }
});

test.each<[object, FaultCode, string]>([
  [{ items: { type: 'strng' } }, 'JSON_SCHEMA_INVALID', '/responseSchema/properties/list/items/type'],
  [{ items: 'string' }, 'JSON_SCHEMA_INVALID', '/responseSchema/properties/list/items'],
  [{ pattern: '(' }, 'JSON_SCHEMA_UNUSABLE', '/responseSchema'],
  [{ pattern: '^(?=a)' }, 'JSON_SCHEMA_UNUSABLE', '/responseSchema'],
  [{ $ref: '#/$defs/nope' }, 'JSON_SCHEMA_UNUSABLE', '/responseSchema'],
  [{ enum: [] }, 'JSON_SCHEMA_UNUSABLE', '/responseSchema'],
  [{ dependentRequired: { a: 'b' } }, 'JSON_SCHEMA_UNUSABLE', '/responseSchema'],
])('a schema by which no run could check anything is refused: %j', (list, code, pointer) => {
  const responseSchema = { type: 'object', properties: { list } };
  expect(faultsOf('ai-generate', { prompt: 'x', responseSchema })).toEqual([[code, pointer]]);
});

describe('rendered configs', () => {
  test('have their defaults', () => {
    expect(nodeSpecs['http-request'].rendered.parse({ url, method: 'post' })).toEqual({
      ...{ url, method: 'POST', headers: {}, query: {}, responseType: 'auto', failOnStatus: true },
    });
    expect(nodeSpecs['tool-call'].rendered.parse({ tool: 't' })).toEqual({ tool: 't', input: {} });
    expect(nodeSpecs['email-send'].rendered.parse(mail)).toEqual({ ...mail, to: ['ops@example.com'], cc: [], bcc: [] });
  });

  test('show values as text where text is asked for', () => {
    expect(nodeSpecs['ai-generate'].rendered.parse({ prompt: { a: 1 } })).toEqual({ prompt: '{"a":1}' });
    expect(nodeSpecs['email-send'].rendered.parse({ ...mail, subject: null, body: [1] })).toMatchObject({
      subject: '',
      body: [1],
    });
    const request = { url, headers: { a: 5, b: null }, query: { b: [1, true], c: null, d: 2 } };
    const { headers, query } = nodeSpecs['http-request'].rendered.parse(request);
    expect({ headers, query }).toEqual({ headers: { a: '5' }, query: { b: ['1', 'true'], d: '2' } });
  });

  test('refuse what templates gave and cannot be used', () => {
    expect(nodeSpecs['http-request'].rendered.safeParse({ url: 'ftp://x' }).success).toBe(false);
    expect(nodeSpecs['http-request'].rendered.safeParse({ url, timeoutMs: '{{x}}' }).success).toBe(false);
    expect(nodeSpecs['http-request'].rendered.safeParse({ url, headers: { a: 'x\ny' } }).success).toBe(false);
    expect(nodeSpecs['email-send'].rendered.safeParse({ ...mail, to: null }).success).toBe(false);
  });
});

test('rendered configs of the types that wait have their defaults, and lists where templates gave them', () => {
  const approvers = ['a@b.c', ['d@e.f', 'group:g']];
  expect(nodeSpecs.approval.rendered.parse({ approvers })).toEqual({
    ...{ approvers: ['a@b.c', 'd@e.f', 'group:g'], required: 1, escalate: [], onTimeout: 'fail', allowSelf: false },
  });
  expect(nodeSpecs.approval.rendered.parse({ approvers: 'a@b.c', required: 'all' })).toMatchObject({
    ...{ approvers: ['a@b.c'], required: 'all' },
  });
  expect(nodeSpecs.approval.rendered.safeParse({ approvers: [] }).success).toBe(false);
  expect(nodeSpecs.delay.rendered.safeParse({}).success).toBe(false);
  expect(nodeSpecs['for-each'].rendered.parse({ items: 5 })).toEqual({ items: 5, concurrency: 1, onItemError: 'fail' });
  expect(nodeSpecs.while.rendered.parse({ condition: null })).toMatchObject({ maxIterations: 100, onLimit: 'fail' });
  expect(nodeSpecs.respond.rendered.parse({ headers: { a: 5, b: null } })).toEqual({
    ...{ status: 200, headers: { a: '5' }, body: null },
  });
  expect(nodeSpecs.fail.rendered.parse({ message: { a: 1 } })).toEqual({ message: '{"a":1}', code: 'FAILED' });
  expect(nodeSpecs.code.rendered.parse({ code: 'return "{{x}}"' })).toMatchObject({ timeoutMs: 10_000, memoryMb: 64 });
});

test('an http request gets an attempt that is longer than its own limit', () => {
  expect(nodeSpecs['http-request'].attemptTimeoutMs({ url })).toBe(60_000);
  expect(nodeSpecs['http-request'].attemptTimeoutMs({ url, timeoutMs: 120_000 })).toBe(125_000);
});

test('splits lists of addresses at commas outside quotes', () => {
  expect(splitAddresses('a@b.c, "X, Y" <d@e.f>,')).toEqual(['a@b.c', '"X, Y" <d@e.f>']);
});
