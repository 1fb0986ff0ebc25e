import type { ValueRef, WrapValueInput } from '@perdura/definition/run';
import { wrapValue } from '../side-calls.ts';
import type { DriverHost } from './driver.ts';

/** Ends the step with an object that holds a value, which may be stored as a blob, under one of its names. */
export function succeedWith(host: DriverHost, fields: WrapValueInput['fields'], name: string, value: ValueRef): void {
  if ('value' in value) {
    host.succeed({ value: { ...fields, [name]: value.value } });
    return;
  }
  const { id: runId, projectId } = host.run;
  host.call({
    lane: 'local',
    work: () => wrapValue({ projectId, runId, fields, name, value }),
    done: (whole) => host.succeed(whole),
  });
}
