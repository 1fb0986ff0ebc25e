import type { TextExpressions } from '../expressions/config-expressions.ts';
import { readingOf } from '../expressions/expression.ts';
import { parseTemplate } from '../expressions/template.ts';
import { excerpt, nameList } from '../faults/wording.ts';
import type { JsonValue } from '../json.ts';
import { pointerOf } from '../json-pointer.ts';
import { isObject } from './draft.ts';
import { placeHint } from './expressions.ts';
import { checkWorkflow } from './named-resources.ts';
import { checkDuration, type DurationRange } from './retries.ts';
import type { DefinitionRule, RuleContext } from './rule.ts';

/** Names that a workflow's own templates see: they are resolved when a run is made. */
const RUN_NAMES = ['trigger', 'run'];
const RATE_SPAN: DurationRange = { low: '1s', high: '365d' };

/** What holds for each run as a whole makes sense; the shape of each field was checked before. */
export const policies: DefinitionRule = ({ value }, context) => {
  const { concurrency, rateLimit, onFailure, tags, businessKey } = value;
  if (isObject(concurrency)) checkTemplate(concurrency.key, pointerOf('concurrency', 'key'), context);
  if (isObject(rateLimit)) checkDuration(rateLimit.per, pointerOf('rateLimit', 'per'), RATE_SPAN, context.report);
  if (isObject(onFailure)) checkOnFailure(onFailure.workflowId, pointerOf('onFailure', 'workflowId'), context);
  for (const [index, tag] of (Array.isArray(tags) ? tags : []).entries()) {
    if (context.report.isOverflowing) return;
    checkTemplate(tag, pointerOf('tags', index), context);
  }
  checkTemplate(businessKey, pointerOf('businessKey'), context);
};

function checkOnFailure(id: JsonValue | undefined, pointer: string, context: RuleContext): void {
  if (typeof id !== 'string' || id.trim() === '') return;
  if (id === context.existing.ownId) context.report.add('ON_FAILURE_SELF', pointer);
  else checkWorkflow({ name: id, pointer }, context);
}

function checkTemplate(text: JsonValue | undefined, pointer: string, { report, budget }: RuleContext): void {
  if (typeof text !== 'string') return;
  const { segments, faults } = parseTemplate(text);
  const expressions = segments.filter((segment) => segment.kind !== 'text');
  for (const { code, values, offset } of faults) report.addInText(code, pointer, values, text, offset);
  budget.spend({ text, expressions, faults } satisfies Omit<TextExpressions, 'keys'>);
  for (const read of expressions.flatMap((expression) => readingOf(expression, isRunName).reads)) {
    if (isRunName(read.name)) continue;
    const known = nameList(RUN_NAMES, report.locale);
    const values = { name: excerpt(read.name), known, hint: placeHint(read.name, report.locale) };
    report.addInText('EXPRESSION_NAME_UNKNOWN', pointer, values, text, read.offset);
  }
}

function isRunName(name: string): boolean {
  return RUN_NAMES.includes(name);
}
