import type { StepError, ValueRef, WrapValueInput } from '@perdura/definition/run';
import { wrapValue } from '../side-calls.ts';
import type { DriverHost } from './driver.ts';

/** An object: what it holds as it is, then values that may be stored as blobs, by name. */
export interface WithValues {
  fields: WrapValueInput['fields'];
  values: Record<string, ValueRef>;
}

/** Ends the step with such an object. */
export function succeedWith(host: DriverHost, whole: WithValues): void {
  putTogether(host, whole, { done: (result) => host.succeed(result) });
}

/** Puts such an object together although the step is being stopped; undefined where that fails. */
export function wrapped(host: DriverHost, whole: WithValues, done: (result: ValueRef | undefined) => void): void {
  putTogether(host, whole, { done, failed: () => done(undefined), closing: true });
}

interface Ends {
  done(result: ValueRef): void;
  failed?(error: StepError): void;
  closing?: boolean;
}

function putTogether(host: DriverHost, { fields, values }: WithValues, ends: Ends): void {
  const entries = Object.entries(values);
  const inline = entries.flatMap(([name, ref]) => ('value' in ref ? [[name, ref.value] as const] : []));
  const [first, ...others] = entries;
  if (first === undefined || inline.length === entries.length) {
    ends.done({ value: { ...fields, ...Object.fromEntries(inline) } });
    return;
  }
  const { id: runId, projectId } = host.run;
  const [name, value] = first;
  const more = others.length > 0 ? { more: Object.fromEntries(others) } : {};
  host.call({ lane: 'local', work: () => wrapValue({ projectId, runId, fields, name, value, ...more }), ...ends });
}
