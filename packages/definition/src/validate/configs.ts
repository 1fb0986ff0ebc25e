import { reportSchemaFaults } from '../faults/schema-faults.ts';
import { pointerOf } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { isObject } from './draft.ts';
import type { Rule } from './rule.ts';

/** Each config has the fields of its node type, as far as that can be told before templates are resolved. */
export const configs: Rule = ({ nodes }, { report }) => {
  for (const { index, type, config, value } of nodes) {
    if (report.isFull) return;
    // A config of the wrong shape is reported with the node.
    if (type === null || (value.config !== undefined && !isObject(value.config))) continue;
    reportSchemaFaults(
      nodeSpecs[type].saved,
      config,
      { pointer: pointerOf('nodes', index, 'config'), name: 'config' },
      report,
    );
  }
};
