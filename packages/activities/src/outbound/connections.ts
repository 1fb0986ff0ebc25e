import type { JsonObject } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import { type RequestHeaders, requestHeaders } from './headers.ts';
import { hostPatterns } from './host-patterns.ts';
import { type Redactor, redactor } from './redaction.ts';

/** A connection with its secret in the clear; lives only as long as the call that uses it. */
export interface OpenConnection {
  name: string;
  type: string;
  value: JsonObject;
  /** Empty: any host. */
  allowedHosts: string[];
  /** The type that it is stored with, where it stands for another. */
  storedType?: string;
}

/** What a connection adds to the requests of one origin. */
export interface Authorization {
  headers: RequestHeaders;
}

/**
 * Turns a connection into the headers of a request to this address.
 *
 * @throws {StepFailure} CONNECTION_HOST_NOT_ALLOWED when the connection is meant for other hosts,
 *   CONNECTION_TYPE_MISMATCH when it holds no credentials for HTTP
 */
export function authorize(connection: OpenConnection, url: URL): Authorization {
  requireAllowedHost(connection, url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80));
  return { headers: requestHeaders(credentials(connection)) };
}

/**
 * Makes sure that a connection's secret goes only to the hosts that it is meant for.
 *
 * @throws {StepFailure} CONNECTION_HOST_NOT_ALLOWED
 */
export function requireAllowedHost(connection: OpenConnection, host: string, port: number): void {
  const allowed = hostPatterns(connection.allowedHosts);
  if (allowed.empty || allowed.matches(host, port)) return;
  throw new StepFailure(
    OUTBOUND_CODES.connectionHostNotAllowed,
    `The connection "${connection.name}" may not be used with ${host}; it allows ${connection.allowedHosts.join(', ')}.`,
    { retryable: false },
  );
}

/**
 * A text field of a connection's value.
 *
 * @throws {StepFailure} CONNECTION_TYPE_MISMATCH when it is absent
 */
export function connectionText(connection: OpenConnection, field: string): string {
  const value = connection.value[field];
  if (typeof value === 'string') return value;
  throw mismatch(connection, `its value has no "${field}"`);
}

/** Hides what a connection keeps secret in everything that comes back. */
export function connectionRedactor(connection: OpenConnection | null): Redactor {
  return redactor(connection === null ? [] : secretsOf(connection));
}

export function mismatch({ name, type, storedType = type }: OpenConnection, reason: string): StepFailure {
  return new StepFailure(
    OUTBOUND_CODES.connectionTypeMismatch,
    `The connection "${name}" of type ${storedType} cannot be used here: ${reason}.`,
    { retryable: false },
  );
}

function credentials(connection: OpenConnection): Record<string, string> {
  switch (connection.type) {
    case 'bearer':
      return { authorization: `Bearer ${connectionText(connection, 'token')}` };
    case 'header':
      return { [connectionText(connection, 'name')]: connectionText(connection, 'value') };
    case 'basic':
      return { authorization: `Basic ${basicPair(connection)}` };
    case 'openai-compatible':
      return { authorization: `Bearer ${connectionText(connection, 'apiKey')}` };
    case 'anthropic':
      return { 'x-api-key': connectionText(connection, 'apiKey') };
    case 'NO_AUTH':
      return {};
    default:
      throw mismatch(connection, 'expected bearer, header or basic');
  }
}

function basicPair(connection: OpenConnection): string {
  return Buffer.from(`${connectionText(connection, 'username')}:${connectionText(connection, 'password')}`).toString(
    'base64',
  );
}

const SECRET_FIELDS = ['token', 'value', 'password', 'apiKey'];

function secretsOf(connection: OpenConnection): string[] {
  const plain = SECRET_FIELDS.map((field) => connection.value[field]).filter((value) => typeof value === 'string');
  if (connection.type === 'basic') plain.push(basicPair(connection));
  return [...plain, ...urlSecrets(connection.value.url)];
}

function urlSecrets(url: unknown): string[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [url] : [url, password, decodeURIComponent(password)];
}
