import type { Definition, SignatureKeys, Trigger } from './definition.ts';
import type { JsonValue } from './json.ts';

/** What stands for a secret in every definition that is stored or answered; written back, it keeps the secret. */
export const SECRET_MASK = '***';

/**
 * A definition without the secrets of its webhook trigger, and these: in their order, masks included, each of which
 * stands for the next one that is kept. Null where the trigger has none.
 */
export function withoutSecrets(definition: Definition): { definition: Definition; secrets: string[] | null } {
  const { trigger } = definition;
  const secrets = secretsOf(trigger);
  if (secrets === null) return { definition, secrets: null };
  return { definition: { ...definition, trigger: maskedTrigger(trigger) }, secrets };
}

/** The trigger with a mask in place of each secret. */
export function maskedTrigger(trigger: Trigger): Trigger {
  if (trigger.type !== 'webhook' || trigger.signature === undefined || trigger.signature.scheme === 'none') {
    return trigger;
  }
  const { secret } = trigger.signature;
  if (secret === undefined) return trigger;
  const mask = Array.isArray(secret) ? secret.map(() => SECRET_MASK) : SECRET_MASK;
  return { ...trigger, signature: { ...trigger.signature, secret: mask } };
}

/** The secrets that a trigger writes out, or their masks; null where it has none. */
export function secretsOf(trigger: Trigger): string[] | null {
  const keys = signatureKeys(trigger);
  return keys?.secret === undefined ? null : textList(keys.secret);
}

/** Where the secrets of a signed webhook are; null for all other triggers. */
export function signatureKeys(trigger: Trigger): SignatureKeys | null {
  if (trigger.type !== 'webhook' || trigger.signature === undefined) return null;
  return trigger.signature.scheme === 'none' ? null : trigger.signature;
}

/**
 * Secrets as an author gave them, each mask replaced by what it stands for: the first by the first that is kept, and so
 * on. A mask that stands for nothing is left out, so that such a trigger lets nobody in.
 */
export function resolvedSecrets(given: readonly string[], kept: readonly string[]): string[] {
  const rest = [...kept];
  return given.flatMap((text) => (text === SECRET_MASK ? rest.splice(0, 1) : [text]));
}

/** Headers that may carry a credential of the platform: no workflow ever sees them. */
const DROPPED_HEADERS = new Set([...['authorization', 'proxy-authorization', 'x-api-key', 'x-access-token', 'cookie']]);

/** Whether a header, in any case of letters, is kept from workflows. */
export function isDroppedHeader(name: string): boolean {
  return DROPPED_HEADERS.has(name.toLowerCase());
}

/** A text by itself as a list of one; what is no text is left out. */
export function textList(value: JsonValue | string[] | undefined): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((each): each is string => typeof each === 'string');
}
