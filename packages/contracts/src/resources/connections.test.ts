import { type ConnectionType, connectionValue } from './connections.ts';

test.each<[ConnectionType, object, string | null]>([
  ['header', { name: 'X-Key', value: '密钥' }, 'badHeaderLetter'],
  ['header', { name: 'X-Key', value: 'a\nX: y' }, 'badHeaderText'],
  ['header', { name: 'X-Key', value: 'clé\u3000' }, null],
  ['anthropic', { apiKey: '密钥密钥' }, 'badHeaderLetter'],
  ['openai-compatible', { baseUrl: 'https://ai.example.com', apiKey: '“quoted”' }, 'badHeaderLetter'],
  ['bearer', { token: 'a\nX: y' }, 'badHeaderText'],
  // The senders of a webhook may sign with it.
  ['bearer', { token: '密钥密钥' }, null],
  ['basic', { username: '王', password: '密钥' }, null],
])('of %s, %j has the fault %j', (type, value, fault) => {
  const issues = connectionValue(type).safeParse(value).error?.issues ?? [];
  expect(issues.map((issue) => (issue.code === 'custom' ? issue.params?.key : issue.code))).toEqual(
    fault === null ? [] : [fault],
  );
});
