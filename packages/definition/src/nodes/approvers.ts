import { parseDuration } from '../durations.ts';
import { holdsTemplate } from '../expressions/template.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { emailForm } from './email-addresses.ts';
import type { TextForm } from './fields.ts';
import type { ConfigFault } from './spec.ts';

/** One approver: an address, `user:<id>`, or `group:<name>`. */
export const approverForm: TextForm = {
  check: (text) => (NAMED.test(text.trim()) || emailForm.check(text) === null ? null : { fault: 'APPROVER_INVALID' }),
};

const NAMED = /^(?:user|group):\s*\S[^\r\n]{0,199}$/;
const GROUP = /^group:/;

/** No more approvals are required than there are people who may ever give one, where they can be counted. */
export function requiredFaults({ approvers, escalate, required }: JsonObject): ConfigFault[] {
  if (typeof required !== 'number' || !Number.isInteger(required) || required < 1) return [];
  const levels = [approvers, ...(Array.isArray(escalate) ? escalate.map(approversOfLevel) : [escalate ?? []])];
  const count = countable(levels);
  if (count === null || count === 0 || required <= count) return [];
  return [{ path: ['required'], fault: 'APPROVALS_IMPOSSIBLE', values: { count } }];
}

/** Each level of the escalation is asked later than the one before. */
export function escalationFaults({ escalate }: JsonObject): ConfigFault[] {
  if (!Array.isArray(escalate)) return [];
  const faults: ConfigFault[] = [];
  let before = -1;
  for (const [index, level] of escalate.entries()) {
    const after = isObject(level) && typeof level.after === 'string' ? parseDuration(level.after) : null;
    if (after === null) continue;
    if (after <= before) faults.push({ path: ['escalate', index, 'after'], fault: 'DURATIONS_NOT_RISING' });
    before = after;
  }
  return faults;
}

/** How many different people are named; null where groups, templates or faults make that uncertain. */
function countable(levels: readonly (JsonValue | undefined)[]): number | null {
  const people = new Set<string>();
  for (const level of levels) {
    if (!Array.isArray(level)) return null;
    for (const approver of level) {
      if (typeof approver !== 'string' || holdsTemplate(approver) || GROUP.test(approver.trim())) return null;
      people.add(approver.trim().toLowerCase());
    }
  }
  return people.size;
}

function approversOfLevel(level: JsonValue): JsonValue | undefined {
  return isObject(level) ? level.approvers : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
