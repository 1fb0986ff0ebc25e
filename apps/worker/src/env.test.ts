import { randomBytes } from 'node:crypto';
import { s3Of } from '@perdura/database';
import { InvalidEnvironment } from '@perdura/process';
import { readEnv } from './env.ts';

const KEYS = `own:${randomBytes(32).toString('base64')}`;
const VALID = { DATABASE_URL: 'postgresql://127.0.0.1/perdura', ENCRYPTION_KEYS: KEYS };

test('what is not set gets its default, and empty variables count as not set', () => {
  const env = readEnv({ ...VALID, TEMPORAL_TASK_QUEUE: '', SMTP_URL: '' });
  expect(env).toMatchObject({
    NODE_ENV: 'production',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    TEMPORAL_TASK_QUEUE: 'perdura',
    OUTBOUND_ALLOW_HOSTS: [],
    HOUSEKEEPING: true,
  });
  expect(env.SMTP_URL).toBeUndefined();
});

test('lists and flags are read', () => {
  const env = readEnv({ ...VALID, OUTBOUND_ALLOW_HOSTS: ' 127.0.0.1, localhost:8080 ,', HOUSEKEEPING: 'false' });
  expect(env.OUTBOUND_ALLOW_HOSTS).toEqual(['127.0.0.1', 'localhost:8080']);
  expect(env.HOUSEKEEPING).toBe(false);
});

test('all faults are told at once, each with its variable', () => {
  const faults = messageOf({
    DATABASE_URL: 'mysql://x',
    METRICS_PORT: '99999',
    SMTP_URL: 'http://x',
    LOG_LEVEL: 'loud',
  });
  for (const name of ['DATABASE_URL', 'METRICS_PORT', 'SMTP_URL', 'LOG_LEVEL']) expect(faults).toContain(`- ${name}: `);
});

test('a missing variable is called missing', () => {
  expect(messageOf({})).toContain('DATABASE_URL: required, but missing');
});

test('large values stay in PostgreSQL, and a store that is named must be told whole', () => {
  expect(s3Of(readEnv(VALID))).toBeNull();
  const named = { ...VALID, BLOB_STORE: 's3', S3_BUCKET: 'values', S3_ENDPOINT: 'http://127.0.0.1:9000' };
  expect(messageOf(named)).toContain('- S3_SECRET_ACCESS_KEY: required with BLOB_STORE=s3');
  const env = readEnv({ ...named, S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'key', S3_FORCE_PATH_STYLE: 'true' });
  expect(s3Of(env)).toEqual({
    ...{ endpoint: 'http://127.0.0.1:9000', bucket: 'values', region: 'us-east-1', forcePathStyle: true },
    ...{ accessKeyId: 'id', secretAccessKey: 'key' },
  });
});

test('production refuses the development key', () => {
  expect(messageOf({ DATABASE_URL: VALID.DATABASE_URL })).toContain('production needs a key of its own');
  expect(() => readEnv({ DATABASE_URL: VALID.DATABASE_URL, NODE_ENV: 'development' })).not.toThrow();
});

test('a client certificate without its key is refused', () => {
  expect(messageOf({ ...VALID, TEMPORAL_TLS_CLIENT_CERT_PATH: '/a.pem' })).toContain('without the other');
});

function messageOf(source: Record<string, string>): string {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.message;
    throw error;
  }
  throw new Error('The environment was accepted.');
}
