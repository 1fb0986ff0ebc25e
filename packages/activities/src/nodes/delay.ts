import { type DelayConfig, type JsonValue, parseDuration } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import type { NodeContext } from '../node-context.ts';

/** Waits until a point in time; one that is past is over at once. */
export async function delay(config: DelayConfig, { input, open }: NodeContext): Promise<JsonValue> {
  const until = new Date(endOf(config, Date.parse(input.now)));
  if (Number.isNaN(until.getTime())) throw beyondTime(config);
  open({ type: 'delay', until: until.toISOString() });
  return { until: until.toISOString() };
}

function endOf({ duration, until = '' }: DelayConfig, now: number): number {
  return duration === undefined ? Date.parse(until.trim()) : now + (parseDuration(duration) ?? Number.NaN);
}

function beyondTime({ duration, until }: DelayConfig): StepFailure {
  const message =
    duration === undefined
      ? `At /until: ${JSON.stringify(until)} is no point in time; expected ISO 8601 with an offset.`
      : `At /duration: ${JSON.stringify(duration)} from now is beyond what a calendar can hold.`;
  return new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}
