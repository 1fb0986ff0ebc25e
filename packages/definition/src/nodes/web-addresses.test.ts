import { validateDefinition } from '../validate/validate-definition.ts';

const address = 'https://example.com/x';

function codesOf(type: string, config: object): string[] {
  const result = validateDefinition({ nodes: [{ id: 'a', type, config }] }, { locale: 'en' });
  return result.ok
    ? []
    : result.faults.map(({ code, pointer }) => `${code} ${pointer.slice('/nodes/0/config'.length)}`);
}

test.each([
  [{ url: 'http://user:pw@x.y/' }, 'URL_CREDENTIALS /url'],
  [{ url: 'http://user@x.y/' }, 'URL_CREDENTIALS /url'],
  [{ url: 'http://:pw@x.y/' }, 'URL_CREDENTIALS /url'],
  [{ url: 'http://user:pw@{{trigger.data.host}}/' }, 'URL_CREDENTIALS /url'],
  [{ url: address, headers: { 'X-Building': 'A栋' } }, 'HEADER_LETTER /headers/X-Building'],
  [{ url: address, headers: { 'X-Building': '“{{trigger.data.building}}”' } }, 'HEADER_LETTER /headers/X-Building'],
])('a request that could never be sent is refused: %j', (config, fault) => {
  expect(codesOf('http-request', config)).toEqual([fault]);
});

test.each([
  { url: 'http://@x.y/' },
  { url: 'http://x.y/@user:pw@z' },
  { url: 'http://x.y?mail=a@b.c' },
  { url: 'http://user:{{trigger.data.rest}}@x.y' },
  { url: '{{trigger.data.base}}/a@b' },
  { url: address, headers: { 'X-City': 'Zürich', 'X-Tab': 'a\tb' } },
  { url: address, headers: { 'X-Building': '\u3000{{trigger.data.building}}\u3000' } },
  { url: address, headers: { 'X-Building': '{{trigger.data["楼栋"]}}' } },
])('a request that some data lets go out is accepted: %j', (config) => {
  expect(codesOf('http-request', config)).toEqual([]);
});

test('what is not requested by the platform is not held to that', () => {
  expect(codesOf('respond', { headers: { 'X-Building': 'A栋' } })).toEqual([]);
});
