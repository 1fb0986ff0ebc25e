import type { FaultCode, FaultValues } from '../faults/messages.ts';
import { FaultReport } from '../faults/report.ts';
import type { FaultParams } from '../faults/schema-faults.ts';
import { checkJsonValues } from '../validate/json-values.ts';
import { limitsOf } from '../validate/limits.ts';

/** The first fault of a value as JSON that is stored, and where it is; null when there is none. */
export function jsonFault(value: unknown): { path: string[]; params: FaultParams } | null {
  if (value === undefined) return null;
  const report = new FirstFault('en');
  checkJsonValues(value, limitsOf(), report);
  return report.first;
}

/** Keeps a fault as it was reported, before it is put into words. */
class FirstFault extends FaultReport {
  first: { path: string[]; params: FaultParams } | null = null;

  override add(fault: FaultCode, pointer: string, values: FaultValues = {}): void {
    this.first ??= { path: keysOf(pointer), params: { fault, values } };
  }
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
