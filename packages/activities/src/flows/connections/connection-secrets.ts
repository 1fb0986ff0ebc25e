import type { JsonObject, JsonValue } from '@perdura/definition';

/** Fields of connections that everybody may know: what they hold may stand in any text. */
const OPEN_FIELD =
  /^(?:type|scope|token_type|client_id|clientId|username|user|name|grant_type|authorization_method|redirect_url|token_url|expires_in|claimed_at|region|environment|version|locale|language|account|workspace|tenant|project|database|bucket|port|host|hostname|domain|server|site|subdomain|endpoint|email)$|(?:url|uri|_host|_domain|_region)$/i;

/** A text of this form is an address, of which only the password is a secret. */
const ADDRESS = /^[a-z][a-z0-9+.-]{1,20}:\/\//i;

/** Fields of what a service told beside its tokens, such as names and ids of a team, that are secrets after all. */
const SECRET_FIELD = /token|secret|password|passwd|credential|assertion|private|api_?key|^key$|^code$/i;

/** The texts in the value of a connection that nobody is to see. */
export function secretsOfConnection(value: JsonValue): string[] {
  const found: string[] = [];
  const { data, ...fields } = isObject(value) && 'access_token' in value ? value : { value };
  collect(fields, (field) => OPEN_FIELD.test(field), found);
  // Steps go on with what is told here: hiding more than is secret would spoil their results.
  collect(data ?? null, (field) => !SECRET_FIELD.test(field), found);
  return [...found, ...basicPairs(value)];
}

function collect(value: JsonValue, isOpenField: (name: string) => boolean, found: string[], isOpen = false): void {
  if (typeof value === 'string') {
    if (ADDRESS.test(value)) found.push(...passwordOf(value));
    else if (!isOpen) found.push(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, isOpenField, found, isOpen);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, isOpenField, found, isOpenField(key));
  }
}

function passwordOf(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** What a user's name and password become in a header. */
function basicPairs(value: JsonValue): string[] {
  if (!isObject(value)) return [];
  const { username, password } = value;
  if (typeof username !== 'string' || typeof password !== 'string') return [];
  return [Buffer.from(`${username}:${password}`).toString('base64')];
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
