import type { NodeType } from '../definition.ts';
import type { FaultReport } from '../faults/report.ts';
import { reportSchemaFaults } from '../faults/schema-faults.ts';
import { word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerOf } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { isObject } from './draft.ts';
import { MAX_FIELD_ENTRIES } from './limits.ts';
import type { Rule } from './rule.ts';

/** Each config has the fields of its node type, as far as that can be told before templates are resolved. */
export const configs: Rule = ({ nodes }, { report }) => {
  for (const { index, type, config, value } of nodes) {
    if (report.isOverflowing) return;
    // A config of the wrong shape is reported with the node.
    if (type === null || (value.config !== undefined && !isObject(value.config))) continue;
    if (!checkSizes(type, config, index, report)) continue;
    const place = { pointer: pointerOf('nodes', index, 'config'), name: 'config' };
    reportSchemaFaults(nodeSpecs[type].saved, config, place, report);
  }
};

/** Huge lists are refused before a schema looks at each of their entries. */
function checkSizes(type: NodeType, config: JsonObject, index: number, report: FaultReport): boolean {
  const large = Object.keys(config).filter(
    (field) => !nodeSpecs[type].freeFields.includes(field) && entryCount(config[field]) > MAX_FIELD_ENTRIES,
  );
  const expected = word('maxItems', report.locale, { limit: MAX_FIELD_ENTRIES });
  for (const field of large) {
    if (report.isOverflowing) break;
    const found = entryCount(config[field]);
    report.add('OUT_OF_RANGE', pointerOf('nodes', index, 'config', field), { field, found, expected });
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
