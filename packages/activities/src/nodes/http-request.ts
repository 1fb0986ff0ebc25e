import type { JsonObject, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';
import type { ResponseType } from '../outbound/bodies.ts';
import { callHttp } from '../outbound/http-call.ts';
import { openConnection } from '../outbound/open-connection.ts';

export interface HttpRequestConfig {
  url: string;
  /** @default 'GET' */
  method?: string;
  headers?: JsonObject;
  query?: JsonObject;
  body?: JsonValue;
  timeoutMs?: number;
  /** Name of a connection whose credentials the request carries. */
  connection?: string;
  /** @default 'auto' */
  responseType?: ResponseType;
  /** Whether statuses from 400 on fail the step. @default true */
  failOnStatus?: boolean;
}

/**
 * Calls an HTTP API: `{status, headers, body}`.
 *
 * @throws {StepFailure} HTTP_STATUS, NETWORK_ERROR, TIMEOUT, BLOCKED_ADDRESS, RESPONSE_TOO_LARGE, RESPONSE_INVALID,
 *   REQUEST_INVALID, TOO_MANY_REDIRECTS, CONNECTION_NOT_FOUND, CONNECTION_HOST_NOT_ALLOWED
 */
export async function httpRequest(config: HttpRequestConfig, context: NodeContext): Promise<JsonValue> {
  const connection = await openConnection(context.dependencies, context.run.projectId, config.connection);
  const { status, headers, body } = await callHttp({ ...config, connection }, context);
  return { status, headers, body };
}
