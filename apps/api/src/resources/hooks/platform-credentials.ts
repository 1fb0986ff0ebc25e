import type { JsonValue } from '@perdura/definition';

/** API keys of the platform, wherever they stand in a text. */
const CREDENTIALS = /claw_[0-9a-z]{8,40}_[0-9a-z-]{16,100}_[0-9a-f]{8}/gi;

/** What stands where a credential stood. */
const HIDDEN = '***';

/** A value without any credential of the platform: what senders put there by mistake reaches no workflow. */
export function withoutCredentials(value: JsonValue): JsonValue {
  if (typeof value === 'string') return hidden(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutCredentials);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [hidden(key), withoutCredentials(member)]));
}

function hidden(text: string): string {
  return text.includes('_') ? text.replace(CREDENTIALS, HIDDEN) : text;
}
