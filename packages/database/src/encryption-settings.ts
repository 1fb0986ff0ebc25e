import { parseEncryptionKeys, usesDevelopmentKey } from './secrets.ts';

/** What is wrong with the encryption keys of an environment, a line each; no line repeats a key. */
export function encryptionFaults(env: { NODE_ENV: string; ENCRYPTION_KEYS: string }): string[] {
  try {
    const keys = parseEncryptionKeys(env.ENCRYPTION_KEYS);
    if (env.NODE_ENV !== 'production' || !usesDevelopmentKey(keys)) return [];
    return [
      'ENCRYPTION_KEYS: production needs a key of its own (id:base64 of 32 random bytes), not the development key that everybody knows',
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
