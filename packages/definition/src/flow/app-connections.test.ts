import { pieceConnectionValue, pieceNameSpellings, piecePackageName, servesAs } from './app-connections.ts';

test.each([
  ['bearer', { token: 't' }, { type: 'SECRET_TEXT', secret_text: 't' }],
  ['webhook-secret', { secret: 's' }, { type: 'SECRET_TEXT', secret_text: 's' }],
  ['basic', { username: 'u', password: 'p' }, { type: 'BASIC_AUTH', username: 'u', password: 'p' }],
  ['header', { name: 'X', value: 'v' }, { type: 'CUSTOM_AUTH', props: { name: 'X', value: 'v' } }],
  ['anthropic', { apiKey: 'k' }, { type: 'SECRET_TEXT', secret_text: 'k', props: { apiKey: 'k' } }],
  [
    'smtp',
    { url: 'smtps://a%40b:p%25@mail.example.com' },
    {
      type: 'CUSTOM_AUTH',
      props: {
        ...{ url: 'smtps://a%40b:p%25@mail.example.com', host: 'mail.example.com', port: 465, TLS: true },
        ...{ email: 'a@b', password: 'p%' },
      },
    },
  ],
  ['smtp', { url: 'smtp://a%ZZ@h:25' }, { type: 'CUSTOM_AUTH', props: expect.objectContaining({ email: 'a%ZZ' }) }],
  ['CUSTOM_AUTH', { props: { a: 1 } }, { type: 'CUSTOM_AUTH', props: { a: 1 } }],
  ['OAUTH2', { type: 'forged', access_token: 't' }, { type: 'OAUTH2', access_token: 't' }],
])('pieces are given a %s in the shape that they know', (type, value, expected) => {
  expect(pieceConnectionValue(type, value)).toEqual(expected);
});

test.each([
  ['bearer', ['bearer', 'basic'], true],
  ['smtp', ['bearer'], false],
  ['SECRET_TEXT', ['bearer'], true],
  ['SECRET_TEXT', ['smtp'], false],
  ['OAUTH2', ['header', 'bearer'], true],
  ['BASIC_AUTH', ['basic'], true],
  ['CUSTOM_AUTH', ['smtp'], true],
])('a %s where one of %j is asked for: %s', (type, expected, fits) => {
  expect(servesAs(type, expected)).toBe(fits);
});

test('a piece has two spellings of its name', () => {
  expect(pieceNameSpellings('slack')).toEqual(['slack', '@activepieces/piece-slack']);
  expect(pieceNameSpellings('@activepieces/piece-slack')).toEqual(['@activepieces/piece-slack', 'slack']);
  expect(pieceNameSpellings('@acme/piece-x')).toEqual(['@acme/piece-x']);
  expect(['slack', '@activepieces/piece-slack', '@acme/x'].map(piecePackageName)).toEqual([
    ...['@activepieces/piece-slack', '@activepieces/piece-slack', '@acme/x'],
  ]);
});
