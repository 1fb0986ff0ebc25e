import { type JsonObject, type NodeType, type NodeTypeSpec, nodeSpecs } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { checkConfig } from './check-config.ts';

const url = 'https://example.com/x';
const mail = { to: 'a@b.c', subject: 's', body: 'b' };
const ask = { approvers: ['a@b.c'] };

const checked = (type: NodeType, config: JsonObject) =>
  checkConfig(config, nodeSpecs[type] as NodeTypeSpec<JsonObject>);

test.each<[NodeType, JsonObject, JsonObject]>([
  ['email-send', mail, { cc: null, bcc: null, html: null, from: null, attachments: null }],
  ['http-request', { url }, { method: null, headers: null, query: null, timeoutMs: null, failOnStatus: null }],
  ['ai-generate', { prompt: 'x' }, { temperature: null, model: null, tools: null, responseSchema: null }],
  ['approval', ask, { onTimeout: null, allowSelf: null, escalate: null }],
  ['respond', {}, { status: null, headers: null }],
])('of %s, an optional field whose template found nothing is as if it were not there', (type, config, nothing) => {
  expect(checked(type, { ...config, ...nothing })).toEqual(checked(type, config));
});

test('null stays where it is a value', () => {
  expect(checked('http-request', { url, body: null })).toMatchObject({ body: null });
  expect(checked('tool-call', { tool: 't', input: null })).toEqual({ tool: 't', input: null });
  expect(checked('table-query', { table: 't', cursor: null })).toMatchObject({ cursor: '' });
});

test('copies and a sender of empty text are none', () => {
  expect(checked('email-send', { ...mail, cc: '', bcc: ' ', from: '' })).toMatchObject({ cc: [], bcc: [], from: '' });
});

test.each<[NodeType, JsonObject, string]>([
  ['email-send', { ...mail, to: null }, '/to'],
  ['email-send', { ...mail, to: '' }, '/to'],
  ['http-request', { url: null }, '/url'],
  ['http-request', { url, connection: null }, '/connection'],
  ['email-send', { ...mail, connection: null }, '/connection'],
  ['ai-generate', { prompt: 'x', connection: null }, '/connection'],
  ['table-query', { table: 't', filters: null }, '/filters'],
  ['sub-workflow', { workflowId: 'w', version: null }, '/version'],
  ['channel-reply', { channel: null, text: 'x' }, '/channel'],
  ['approval', { ...ask, required: null }, '/required'],
  ['approval', { ...ask, timeout: null }, '/timeout'],
  ['wait-for-event', { event: 'a.b', timeout: null }, '/timeout'],
])('of %s, %j is refused: without the field it would do more, or elsewhere', (type, config, pointer) => {
  const check = () => checked(type, config);
  expect(check).toThrow(StepFailure);
  expect(check).toThrow(`${pointer}: `);
});
