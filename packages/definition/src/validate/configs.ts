import type { NodeType } from '../definition.ts';
import type { FaultReport } from '../faults/report.ts';
import { faultValues, reportSchemaFaults } from '../faults/schema-faults.ts';
import { describeFound, word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { ConfigFault } from '../nodes/spec.ts';
import { isObject } from './draft.ts';
import { MAX_FIELD_ENTRIES } from './limits.ts';
import type { Rule } from './rule.ts';

/** Each config has the fields of its type, as far as that can be told before templates are resolved. */
export const configs: Rule = ({ nodes }, { report }) => {
  for (const { pointer, type, config, compensate, value } of nodes) {
    if (report.isOverflowing) return;
    // A config of the wrong shape is reported with the node.
    if (type !== null && (value.config === undefined || isObject(value.config))) {
      checkConfig(type, config, pointerBelow(pointer, 'config'), report);
    }
    if (compensate !== null && compensate.type !== null) {
      checkConfig(compensate.type, compensate.config, pointerBelow(pointer, 'compensate', 'config'), report);
    }
  }
};

function checkConfig(type: NodeType, config: JsonObject, pointer: string, report: FaultReport): void {
  if (!checkSizes(type, config, pointer, report)) return;
  const spec = nodeSpecs[type];
  reportSchemaFaults(spec.saved, config, { pointer, name: 'config' }, report);
  for (const fault of spec.contradictions?.(config) ?? []) reportContradiction(fault, config, pointer, report);
}

function reportContradiction(fault: ConfigFault, config: JsonObject, base: string, report: FaultReport): void {
  const { path } = fault;
  const found = path.reduce<JsonValue | undefined>(
    (value, key) => (value as Record<string | number, JsonValue> | undefined)?.[key],
    config,
  );
  const field = String(path.at(-1) ?? 'config');
  const values = { field, found: describeFound(found, report.locale), ...faultValues(fault, report.locale) };
  report.add(fault.fault, pointerBelow(base, ...path), values);
}

/** Huge lists are refused before a schema looks at each of their entries. */
function checkSizes(type: NodeType, config: JsonObject, pointer: string, report: FaultReport): boolean {
  const large = Object.keys(config).filter(
    (field) => !nodeSpecs[type].freeFields.includes(field) && entryCount(config[field]) > MAX_FIELD_ENTRIES,
  );
  const expected = word('maxItems', report.locale, { limit: MAX_FIELD_ENTRIES });
  for (const field of large) {
    if (report.isOverflowing) break;
    report.add('OUT_OF_RANGE', pointerBelow(pointer, field), { field, found: entryCount(config[field]), expected });
  }
  return large.length === 0;
}

/** Entries of a list or object, and of those one level below. */
function entryCount(value: JsonValue | undefined): number {
  return (
    sizeOf(value) +
    (isContainer(value) ? Object.values(value).reduce((sum: number, entry) => sum + sizeOf(entry), 0) : 0)
  );
}

function sizeOf(value: JsonValue | undefined): number {
  if (!isContainer(value)) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function isContainer(value: JsonValue | undefined): value is JsonValue[] | JsonObject {
  return typeof value === 'object' && value !== null;
}
