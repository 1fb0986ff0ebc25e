import type { RouterBranch, RouterCondition, RouterOperator } from '@perdura/definition';
import { locale, t } from './language.ts';

type Words = readonly [english: string, chinese: string];

/** How each operator of a router reads between its two values; those of one value stand behind it. */
const OPERATOR_WORDS: Record<RouterOperator, Words> = {
  TEXT_CONTAINS: ['contains', '包含'],
  TEXT_DOES_NOT_CONTAIN: ['does not contain', '不包含'],
  TEXT_EXACTLY_MATCHES: ['is exactly', '等于'],
  TEXT_DOES_NOT_EXACTLY_MATCH: ['is not exactly', '不等于'],
  TEXT_START_WITH: ['starts with', '开头为'],
  TEXT_DOES_NOT_START_WITH: ['does not start with', '开头不为'],
  TEXT_ENDS_WITH: ['ends with', '结尾为'],
  TEXT_DOES_NOT_END_WITH: ['does not end with', '结尾不为'],
  NUMBER_IS_GREATER_THAN: ['>', '>'],
  NUMBER_IS_LESS_THAN: ['<', '<'],
  NUMBER_IS_EQUAL_TO: ['=', '='],
  BOOLEAN_IS_TRUE: ['is true', '为真'],
  BOOLEAN_IS_FALSE: ['is false', '为假'],
  DATE_IS_BEFORE: ['is before', '早于'],
  DATE_IS_EQUAL: ['is the same time as', '同时于'],
  DATE_IS_AFTER: ['is after', '晚于'],
  LIST_CONTAINS: ['has among it', '列表包含'],
  LIST_DOES_NOT_CONTAIN: ['does not have among it', '列表不包含'],
  LIST_IS_EMPTY: ['is an empty list', '为空列表'],
  LIST_IS_NOT_EMPTY: ['is a list with items', '为非空列表'],
  EXISTS: ['exists', '存在'],
  DOES_NOT_EXIST: ['does not exist', '不存在'],
};

const OF_ONE_VALUE: ReadonlySet<RouterOperator> = new Set([
  ...(['BOOLEAN_IS_TRUE', 'BOOLEAN_IS_FALSE', 'LIST_IS_EMPTY', 'LIST_IS_NOT_EMPTY'] as const),
  ...(['EXISTS', 'DOES_NOT_EXIST'] as const),
]);

/** The conditions of a branch in words, one line for each of which one must hold. */
export function branchWords(branch: RouterBranch): string[] {
  if (branch.branchType === 'FALLBACK') return [t('otherwise')];
  const lines = branch.conditions.filter((group) => group.length > 0);
  if (lines.length === 0) return [t('always')];
  return lines.map((group) => group.map(conditionWords).join(` ${t('and')} `));
}

function conditionWords(condition: RouterCondition): string {
  const { firstValue, secondValue = '', operator = 'TEXT_CONTAINS' } = condition;
  const first = firstValue === '' ? '…' : firstValue;
  const words = OPERATOR_WORDS[operator][locale === 'zh-CN' ? 1 : 0];
  return OF_ONE_VALUE.has(operator) ? `${first} ${words}` : `${first} ${words} “${secondValue}”`;
}
