import type { JsonObject } from '@perdura/definition';
import { decryptSecret, encryptSecret } from './secrets.ts';
import type { Store } from './store.ts';

/** Where a connection's value belongs: it opens only in the row that it was written for. */
export function connectionContext(projectId: string, id: string): string {
  return `connection/${projectId}/${id}`;
}

interface Place {
  projectId: string;
  id: string;
}

export function sealValue({ keys }: Pick<Store, 'keys'>, { projectId, id }: Place, value: JsonObject): string {
  return encryptSecret(keys, JSON.stringify(value), connectionContext(projectId, id));
}

/** @throws SecretUnreadable */
export function openValue({ keys }: Pick<Store, 'keys'>, { projectId, id }: Place, secret: string): JsonObject {
  return JSON.parse(decryptSecret(keys, secret, connectionContext(projectId, id)));
}
