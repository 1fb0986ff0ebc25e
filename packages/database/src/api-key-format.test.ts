import { generateApiKey, hashApiKey, parseApiKey, withChecksum } from './api-key-format.ts';

test('a generated key is read back, and is never made twice', () => {
  const made = Array.from({ length: 500 }, generateApiKey);
  expect(made.map(({ key }) => parseApiKey(key)?.id)).toEqual(made.map(({ id }) => id));
  expect(new Set(made.map(({ key }) => key)).size).toBe(500);
  expect(made[0]?.key).toMatch(/^claw_[0-9a-f]{24}_[0-9a-f]{64}_[0-9a-f]{8}$/);
});

test('a key with any character changed is no key', () => {
  const { key } = generateApiKey();
  const changed = [...key].map(
    (character, at) => key.slice(0, at) + (character === 'a' ? 'b' : 'a') + key.slice(at + 1),
  );
  expect(changed.filter((text) => parseApiKey(text) !== null)).toEqual([]);
});

test.each([
  '',
  'claw_',
  'claw_a_b_c',
  `claw_${'a'.repeat(1e6)}`,
  'Bearer x',
  'claw_xxxx',
  '\0',
  `${generateApiKey().key}\n`,
])('text %# is no key', (text) => {
  expect(parseApiKey(text)).toBeNull();
});

test('a chosen key is valid with its checksum', () => {
  const key = withChecksum('claw_installation_0123456789abcdef0123');
  expect(parseApiKey(key)).toEqual({ id: 'installation' });
});

test('the hash tells nothing of the key', () => {
  const { key, id } = generateApiKey();
  expect(hashApiKey(key)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashApiKey(key)).not.toContain(id);
});
