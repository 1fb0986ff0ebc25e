import { filledAddress, lacksToken, needsToken, oauth2Grant, tokenExpiry } from './oauth2-value.ts';

const client = { client_id: 'c', client_secret: 's' };

test.each([
  [{ access_token: 't' }, null, false],
  [{ access_token: 't', refresh_token: 'r' }, null, false],
  [{ ...client, access_token: 't' }, null, false],
  [{ ...client, code: 'x' }, 'authorization_code', true],
  [{ ...client, code: 'x', access_token: 't', refresh_token: 'r' }, 'refresh_token', false],
  [{ ...client, grant_type: 'client_credentials' }, 'client_credentials', true],
  [{ ...client, grant_type: 'client_credentials', access_token: 't' }, 'client_credentials', false],
])('%j is renewed by %s; lacks its token: %s', (value, grant, lacking) => {
  expect(oauth2Grant(value)).toBe(grant);
  expect(lacksToken(value)).toBe(lacking);
});

const renewable = { ...client, access_token: 't', refresh_token: 'r' };

test.each([
  ['an hour', { expires_in: 3600 }, 2699, 2700],
  ['an hour, as text', { expires_in: '3600' }, 2699, 2700],
  ['an unknown time', {}, 2699, 2700],
  ['a minute', { expires_in: 60 }, 44, 45],
  ['a day', { expires_in: 86_400 }, 85_499, 85_500],
])('a token of %s is renewed in time', (_, lifetime, last, first) => {
  const value = { ...renewable, ...lifetime, claimed_at: 1_000 };
  const at = (seconds: number) => new Date((1_000 + seconds) * 1000);
  expect([needsToken(value, at(last)), needsToken(value, at(first))]).toEqual([false, true]);
});

test('what nothing renews is used as it is', () => {
  const given = { access_token: 't', expires_in: 60, claimed_at: 1_000 };
  expect(needsToken(given, new Date())).toBe(false);
  expect(tokenExpiry(given)).toEqual(new Date(1_060_000));
  expect(tokenExpiry({ access_token: 't', claimed_at: 1_000 })).toBeNull();
  expect(tokenExpiry({ ...renewable })).toBeNull();
});

test.each([
  ['https://{domain}/t', { domain: 'a.example.com' }, 'https://a.example.com/t'],
  ['https://{region}.x/{id}', { region: 'eu', id: 7 }, 'https://eu.x/7'],
  ['https://{toString}/t', {}, 'https://{toString}/t'],
  ['https://{a}/t', null, 'https://{a}/t'],
])('%s with %j', (address, props, expected) => {
  expect(filledAddress(address, props)).toBe(expected);
});
