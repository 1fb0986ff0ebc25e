import { SIGNATURE_SCHEMES, type SignatureScheme } from '../definition.ts';
import type { FaultReport } from '../faults/report.ts';
import { reportSchemaFaults } from '../faults/schema-faults.ts';
import { describeFound, word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import { isHeaderName } from '../nodes/web-addresses.ts';
import { KNOWN_SCHEMES, signatureSchemas, webhookPath } from '../schema/webhook.ts';
import { isDroppedHeader, SECRET_MASK, textList } from '../webhook-trigger.ts';
import { isObject } from './draft.ts';
import { checkConnection } from './named-resources.ts';
import type { Existing } from './rule.ts';

const PLACE = '/trigger/signature';

/** Types of connections that hold a secret which a sender may sign with. */
const CONNECTION_TYPES = ['webhook-secret', 'bearer'] as const;

/** Where a webhook listens, and how its senders sign. */
export function checkWebhook(trigger: JsonObject, existing: Existing, report: FaultReport): void {
  const { path, signature } = trigger;
  if (typeof path === 'string' && webhookPath(path) === null) {
    report.add('WEBHOOK_PATH_INVALID', '/trigger/path', { found: describeFound(path, report.locale) });
  }
  if (signature !== undefined) checkSignature(signature, existing, report);
}

function checkSignature(signature: JsonValue, existing: Existing, report: FaultReport): void {
  if (!isObject(signature)) {
    const values = { field: 'signature', found: describeFound(signature, report.locale) };
    report.add('WRONG_TYPE', PLACE, { ...values, expected: word('object', report.locale) });
    return;
  }
  const scheme = schemeOf(signature, report);
  if (scheme === null) return;
  reportSchemaFaults(signatureSchemas[scheme], signature, { pointer: PLACE, name: 'signature' }, report);
  if (scheme === 'none') return;
  checkKeys(scheme, signature, existing, report);
  if (scheme === 'hmac') checkHmac(signature, report);
}

function schemeOf({ scheme }: JsonObject, report: FaultReport): SignatureScheme | null {
  const known = SIGNATURE_SCHEMES.find((each) => each === scheme);
  if (known !== undefined) return known;
  const code = scheme === undefined ? 'REQUIRED' : 'NOT_ALLOWED_VALUE';
  const found = describeFound(scheme, report.locale);
  report.add(code, `${PLACE}/scheme`, { field: 'scheme', expected: KNOWN_SCHEMES, found });
  return null;
}

function checkKeys(scheme: SignatureScheme, signature: JsonObject, existing: Existing, report: FaultReport): void {
  const { secret, connection } = signature;
  if ((secret === undefined) === (connection === undefined)) {
    report.add('ONE_OF_FIELDS', PLACE, { field: 'signature', fields: 'secret, connection' });
  }
  for (const { text, pointer } of textsAt(connection, `${PLACE}/connection`)) {
    if (text.trim() !== '') checkConnection({ name: text, pointer }, CONNECTION_TYPES, { report, existing });
  }
  let masks = 0;
  for (const { text, pointer } of textsAt(secret, `${PLACE}/secret`)) {
    if (text === SECRET_MASK) {
      masks += 1;
      const { keptSecrets: count } = existing;
      if (count !== undefined && masks > count) report.add('WEBHOOK_SECRET_UNKNOWN', pointer, { count });
    } else if (scheme === 'standard-webhooks' && /^whsec_(?![A-Za-z0-9+/]+={0,2}$)/.test(text)) {
      report.add('WEBHOOK_SECRET_FORM', pointer);
    }
  }
}

const HEADER_FIELDS = ['header', 'timestampHeader', 'deliveryHeader'] as const;

function checkHmac(signature: JsonObject, report: FaultReport): void {
  for (const field of HEADER_FIELDS) {
    const name = signature[field];
    if (typeof name !== 'string' || name.trim() === '') continue;
    const found = describeFound(name, report.locale);
    if (!isHeaderName(name)) report.add('WEBHOOK_HEADER_NAME', `${PLACE}/${field}`, { found });
    // The signature itself may stand in any header: it is no credential once it is checked.
    else if (field !== 'header' && isDroppedHeader(name)) {
      report.add('WEBHOOK_HEADER_DROPPED', `${PLACE}/${field}`, { found });
    }
  }
  const { signed, timestampHeader } = signature;
  if (typeof signed === 'string') checkSigned(signed, timestampHeader !== undefined, report);
}

const PLACEHOLDERS = new Set(['timestamp', 'id', 'method', 'path', 'body']);

/** A time that is not signed could be moved by whoever replays the request. */
function checkSigned(signed: string, hasTimestamp: boolean, report: FaultReport): void {
  const names = Array.from(signed.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name);
  const count = (wanted: string) => names.filter((name) => name === wanted).length;
  const isTimed = hasTimestamp ? count('timestamp') > 0 : count('timestamp') === 0;
  if (count('body') === 1 && isTimed && names.every((name) => PLACEHOLDERS.has(name))) return;
  const time = word(hasTimestamp ? 'withTimestamp' : 'withoutTimestamp', report.locale);
  const values = { found: describeFound(signed, report.locale), time };
  // The names of placeholders stand for themselves in this message.
  const placeholders = Object.fromEntries(Array.from(PLACEHOLDERS, (name) => [name, `{${name}}`]));
  report.add('WEBHOOK_SIGNED_INVALID', `${PLACE}/signed`, { ...placeholders, ...values });
}

function textsAt(value: JsonValue | undefined, pointer: string): { text: string; pointer: string }[] {
  const isList = Array.isArray(value);
  return textList(value).map((text, index) => ({ text, pointer: isList ? pointerBelow(pointer, index) : pointer }));
}
