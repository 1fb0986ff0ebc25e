import { type Definition, resolvedSecrets, secretsOf, webhookPath, withoutSecrets } from '@perdura/definition';
import { PathTaken } from './errors.ts';
import { decryptSecret, type EncryptionKeys, encryptSecret } from './secrets.ts';
import { isUniqueViolation } from './store.ts';
import type { CompiledDefinition } from './versions.ts';

/** The columns of a workflow that say where its webhook listens, and what its senders sign with. */
export interface WebhookColumns {
  triggerPath: string | null;
  triggerSecret: string | null;
}

/** A secret opens only in the row that it was written for. */
export function secretContext(projectId: string, workflowId: string): string {
  return `webhook/${projectId}/${workflowId}`;
}

/**
 * What is stored of a definition's webhook beside it.
 *
 * @param kept the row's secrets until now, encrypted, which masks stand for
 */
export function webhookColumns(
  keys: EncryptionKeys,
  { projectId, id }: { projectId: string; id: string },
  compiled: CompiledDefinition,
  kept: string | null,
): WebhookColumns {
  const { trigger } = compiled.definition;
  const given = compiled.triggerSecrets ?? secretsOf(trigger) ?? [];
  const context = secretContext(projectId, id);
  const secrets = resolvedSecrets(given, openSecrets(keys, kept, context));
  return {
    triggerPath: trigger.type === 'webhook' ? webhookPath(trigger.path) : null,
    triggerSecret: secrets.length === 0 ? null : encryptSecret(keys, JSON.stringify(secrets), context),
  };
}

/** The secrets in an envelope; none without one. @throws SecretUnreadable */
export function openSecrets(keys: EncryptionKeys, envelope: string | null, context: string): string[] {
  return envelope === null ? [] : JSON.parse(decryptSecret(keys, envelope, context));
}

/** The definition as rows keep it: whatever the caller did, no secret of a trigger is ever among it. */
export function storedDefinition(definition: Definition): Definition {
  return withoutSecrets(definition).definition;
}

/** The refusal of a path that another workflow listens at, in its own words; all other errors as they are. */
export function namedPathConflict(error: unknown, definition: Definition | undefined): unknown {
  const isPath = isUniqueViolation(error) && JSON.stringify(error).includes('trigger_path');
  const path = definition?.trigger.type === 'webhook' ? definition.trigger.path : '';
  return isPath ? new PathTaken(path) : error;
}
