import type { NodeType } from '../definition.ts';
import type { FaultCode } from '../faults/messages.ts';
import { validateDefinition } from '../validate/validate-definition.ts';
import { splitAddresses } from './email-addresses.ts';
import { nodeSpecs } from './index.ts';

const faultsOf = (type: NodeType, config: object) => {
  const result = validateDefinition({ nodes: [{ id: 'a', type, config }] }, { locale: 'en' });
  return result.ok ? [] : result.faults.map(({ code, pointer }) => [code, pointer.replace('/nodes/0/config', '')]);
};
const mail = { to: 'ops@example.com', subject: 's', body: 'b' };
const url = 'https://api.test/devices';

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
])('%s refuses %.80j', (type, config, code, pointer) => {
  expect(faultsOf(type, config)).toEqual([[code, pointer]]);
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

test('an http request gets an attempt that is longer than its own limit', () => {
  expect(nodeSpecs['http-request'].attemptTimeoutMs({ url })).toBe(60_000);
  expect(nodeSpecs['http-request'].attemptTimeoutMs({ url, timeoutMs: 120_000 })).toBe(125_000);
});

test('splits lists of addresses at commas outside quotes', () => {
  expect(splitAddresses('a@b.c, "X, Y" <d@e.f>,')).toEqual(['a@b.c', '"X, Y" <d@e.f>']);
});
