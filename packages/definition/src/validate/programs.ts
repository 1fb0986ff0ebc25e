import type { NodeType } from '../definition.ts';
import { functionBodyFault } from '../expressions/function-body.ts';
import type { JsonObject } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { MAX_CODE } from './limits.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Longest program of one node, in UTF-16 units. */
const MAX_PROGRAM = 100_000;

/** Programs of nodes can be read, and are not too long. */
export const programs: Rule = ({ nodes }, context) => {
  for (const { type, config, compensate, pointer } of nodes) {
    checkPrograms(type, config, pointerBelow(pointer, 'config'), context);
    if (compensate === null) continue;
    checkPrograms(compensate.type, compensate.config, pointerBelow(pointer, 'compensate', 'config'), context);
  }
};

function checkPrograms(type: NodeType | null, config: JsonObject, base: string, context: RuleContext): void {
  if (type === null) return;
  for (const field of nodeSpecs[type].functionFields ?? []) {
    const program = config[field];
    if (typeof program === 'string') checkProgram(program, pointerBelow(base, field), context);
  }
}

function checkProgram(program: string, pointer: string, { report, budget }: RuleContext): void {
  if (report.isOverflowing) return;
  if (program.length > MAX_PROGRAM) report.add('CODE_TOO_LONG', pointer, { limit: MAX_PROGRAM });
  else if (!budget.spendCode(program.length)) report.add('CODE_TOO_MUCH', pointer, { limit: MAX_CODE });
  else {
    const fault = functionBodyFault(program);
    if (fault === null) return;
    const code = fault.kind === 'depth' ? 'CODE_TOO_DEEP' : 'CODE_SYNTAX';
    report.addInText(code, pointer, { detail: fault.detail }, program, fault.offset);
  }
}
