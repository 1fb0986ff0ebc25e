import type { Request } from 'express';
import type { AppDependencies } from '../../app-dependencies.ts';
import { originOf } from '../../received-request.ts';
import { readRawBody } from '../hooks/raw-body.ts';
import type { FlowRequest } from './payload.ts';

/** Reads a request to a flow. @throws {ApiError} PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE */
export async function flowRequest(
  { settings }: AppDependencies,
  { query }: { query: string },
  request: Request,
): Promise<FlowRequest> {
  const { bodyLimitBytes: maxBytes, webhookBodySeconds: seconds, publicUrl } = settings;
  const body = await readRawBody(request, { maxBytes, seconds });
  const baseUrl = originOf(request, publicUrl);
  return { method: request.method, headers: request.headers, query, body, baseUrl };
}
