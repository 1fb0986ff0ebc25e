import type { FlowTarget } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { INLINE_RESULT_BYTES, type TriggerTrial, type ValueRef } from '@perdura/definition/run';
import type { AppDependencies } from '../../app-dependencies.ts';
import { triggerMetadata } from '../flows/trigger-switch.ts';
import type { FlowPayload } from './payload.ts';

/** Other services give up soon, in milliseconds. */
const ANSWER_MS = 10_000;

/**
 * What a trigger answers to a service that only wants to know whether its address is right, as many do before they send
 * anything: the piece says by which header, query or field such a request is known.
 *
 * @returns `{status, headers, body}`; null for a request that is none of these, and where the piece does not say
 */
export async function handshakeAnswer(
  deps: AppDependencies,
  { target, payload, trial }: { target: FlowTarget; payload: FlowPayload; trial: TriggerTrial | null },
): Promise<ValueRef | null> {
  const { projectId, flowId: workflowId, flowVersionId: versionId, trigger } = target;
  if (trigger.type === 'EMPTY') return null;
  const metadata = await triggerMetadata(deps, trigger);
  const { strategy = 'NONE', paramName = '' } = metadata?.handshakeConfiguration ?? {};
  if (paramName === '' || !isPresent(strategy, paramName, payload) || isLarge(payload)) return null;
  const call = { projectId, workflowId, versionId, hook: 'onHandshake' as const, payload: { value: payload } };
  const answer = await deps.control.askTrigger({ ...call, ...(trial === null ? {} : { trial }) }, ANSWER_MS);
  if (answer.kind !== 'answered') return null;
  return 'value' in answer.result.value ? { value: complete(answer.result.value.value) } : answer.result.value;
}

/** A piece may leave out all of it. */
function complete(told: JsonValue): JsonObject {
  const { status, headers = null, body = null } = isObject(told) ? told : {};
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
  return { status: isStatus ? status : 200, headers: isObject(headers) ? headers : {}, body };
}

function isPresent(strategy: string, name: string, { headers, queryParams, body }: FlowPayload): boolean {
  if (strategy === 'HEADER_PRESENT')
    return Object.keys(headers).some((each) => each.toLowerCase() === name.toLowerCase());
  if (strategy === 'QUERY_PRESENT') return Object.hasOwn(queryParams, name);
  return strategy === 'BODY_PARAM_PRESENT' && isObject(body) && Object.hasOwn(body, name);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** It travels with the call. */
function isLarge(payload: FlowPayload): boolean {
  return Buffer.byteLength(JSON.stringify(payload)) > INLINE_RESULT_BYTES;
}
