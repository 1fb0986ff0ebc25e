import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FlowTrigger, JsonObject, JsonValue } from '@perdura/definition';
import { ApiError } from '../../api-error.ts';

const PIECE = '@activepieces/piece-webhook';
const TRIGGER = 'catch_webhook';

/** How a request reaches the steps of a flow: as it is, or as the trigger of a piece makes runs of it. */
export function isTakenAsItIs(trigger: FlowTrigger): boolean {
  return trigger.type === 'EMPTY' || isCatchWebhook(trigger);
}

/** Where a payload came from, as samples name it. */
export function sourceName(trigger: FlowTrigger): string {
  if (trigger.type === 'EMPTY') return 'EMPTY';
  const { pieceName, pieceVersion, triggerName } = trigger.settings;
  return `${pieceName}@${pieceVersion}:${triggerName ?? ''}`;
}

function isCatchWebhook(trigger: FlowTrigger): trigger is Extract<FlowTrigger, { type: 'PIECE_TRIGGER' }> {
  return (
    trigger.type === 'PIECE_TRIGGER' && trigger.settings.pieceName === PIECE && trigger.settings.triggerName === TRIGGER
  );
}

/**
 * Asks for the credential that `catch_webhook` is set to ask for; none unless it says so. What is set halfway lets nobody
 * in.
 *
 * @throws {ApiError} WEBHOOK_UNAUTHENTICATED
 */
export function requireWebhookCredential(trigger: FlowTrigger, headers: IncomingHttpHeaders): void {
  if (!isCatchWebhook(trigger)) return;
  const { authType, authFields } = trigger.settings.input;
  if (authType === 'none' || (isUnset(authType) && isUnset(authFields))) return;
  const fields = isObject(authFields) ? authFields : {};
  const passes = authType === 'basic' ? hasBasic(fields, headers) : authType === 'header' && hasHeader(fields, headers);
  if (passes) return;
  const challenge: Record<string, string> =
    authType === 'basic' ? { 'WWW-Authenticate': 'Basic realm="flow", charset="UTF-8"' } : {};
  throw new ApiError('WEBHOOK_UNAUTHENTICATED', { values: { scheme: String(authType ?? '') }, headers: challenge });
}

function hasBasic({ username, password }: JsonObject, { authorization = '' }: IncomingHttpHeaders): boolean {
  if (!isText(username) || !isText(password)) return false;
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization.trim()) ?? [];
  return encoded !== undefined && isSame(Buffer.from(encoded, 'base64').toString(), `${username}:${password}`);
}

function hasHeader({ headerName, headerValue }: JsonObject, headers: IncomingHttpHeaders): boolean {
  if (!isText(headerName) || !isText(headerValue)) return false;
  const given = headers[headerName.trim().toLowerCase()];
  return typeof given === 'string' && isSame(given, headerValue);
}

/** Takes as long whatever differs. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A reference counts for nothing here: who knows how it is written would know the credential. */
function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('{{');
}

/** Nothing was chosen or filled in. */
function isUnset(value: JsonValue | undefined): boolean {
  if (isObject(value)) return Object.values(value).every(isUnset);
  return value === undefined || value === null || value === '';
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
