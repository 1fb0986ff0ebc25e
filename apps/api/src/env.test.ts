import { DEVELOPMENT_ENCRYPTION_KEYS } from '@perdura/database';
import { InvalidEnvironment } from '@perdura/process';
import { readEnv } from './env.ts';

const RIGHT = { NODE_ENV: 'development', DATABASE_URL: 'postgresql://localhost/perdura' };
const OWN_KEY = `own:${Buffer.alloc(32, 7).toString('base64')}`;

test('needs little in development', () => {
  expect(readEnv(RIGHT)).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', DEFAULT_LOCALE: 'zh-CN', ALLOWED_ORIGINS: [] });
  expect(readEnv({ ...RIGHT, PORT: '', ALLOWED_ORIGINS: 'https://a.example, https://b.example' })).toMatchObject({
    PORT: 8080,
    ALLOWED_ORIGINS: ['https://a.example', 'https://b.example'],
  });
});

test('names every fault, one a line', () => {
  const faults = () => readEnv({ NODE_ENV: 'staging', PORT: '99999', DEFAULT_LOCALE: 'fr' });
  expect(faults).toThrow(InvalidEnvironment);
  for (const name of ['NODE_ENV', 'PORT', 'DEFAULT_LOCALE', 'DATABASE_URL: required, but missing']) {
    expect(faults).toThrow(new RegExp(`- ${name}`));
  }
});

test('production does not start with the key that everybody knows', () => {
  const production = { ...RIGHT, NODE_ENV: 'production' };
  expect(() => readEnv(production)).toThrow(/ENCRYPTION_KEYS: production needs a key of its own/);
  expect(() => readEnv({ ...production, ENCRYPTION_KEYS: DEVELOPMENT_ENCRYPTION_KEYS })).toThrow(/ENCRYPTION_KEYS/);
  expect(() => readEnv({ ...production, ENCRYPTION_KEYS: `${OWN_KEY},${DEVELOPMENT_ENCRYPTION_KEYS}` })).toThrow();
  expect(readEnv({ ...production, ENCRYPTION_KEYS: OWN_KEY }).RATE_LIMIT_PER_MINUTE).toBe(6_000);
  expect(() => readEnv({ ...production, ENCRYPTION_KEYS: 'own:short' })).toThrow(/ENCRYPTION_KEYS/);
});

test('an environment without NODE_ENV counts as production', () => {
  expect(() => readEnv({ DATABASE_URL: RIGHT.DATABASE_URL })).toThrow(/ENCRYPTION_KEYS/);
});
