import { fillText, type TextValues } from './catalogue.ts';
import type { Locale } from './messages.ts';

/** Words for kinds of values and for what is expected, inside the messages of faults. */
const WORDS = {
  text: { en: 'a text', 'zh-CN': '文本' },
  number: { en: 'a number', 'zh-CN': '数字' },
  int: { en: 'a whole number', 'zh-CN': '整数' },
  boolean: { en: 'true or false', 'zh-CN': 'true 或 false' },
  list: { en: 'a list', 'zh-CN': '数组' },
  listOf: { en: 'a list of {count}', 'zh-CN': '有 {count} 项的数组' },
  object: { en: 'an object', 'zh-CN': '对象' },
  null: { en: 'null', 'zh-CN': 'null' },
  value: { en: 'a value', 'zh-CN': '一个值' },
  or: { en: ' or ', 'zh-CN': '或' },
  atLeast: { en: 'at least {limit}', 'zh-CN': '不小于 {limit}' },
  atMost: { en: 'at most {limit}', 'zh-CN': '不大于 {limit}' },
  moreThan: { en: 'more than {limit}', 'zh-CN': '大于 {limit}' },
  lessThan: { en: 'less than {limit}', 'zh-CN': '小于 {limit}' },
  minLength: { en: 'at least {limit} characters', 'zh-CN': '至少有 {limit} 个字符' },
  maxLength: { en: 'at most {limit} characters', 'zh-CN': '最多有 {limit} 个字符' },
  minItems: { en: 'at least {limit} entries', 'zh-CN': '至少有 {limit} 项' },
  maxItems: { en: 'at most {limit} entries', 'zh-CN': '最多有 {limit} 项' },
  between: { en: 'between {low} and {high}', 'zh-CN': '介于 {low} 与 {high} 之间' },
  noCondition: { en: 'no condition', 'zh-CN': '不写 condition' },
  none: { en: 'none', 'zh-CN': '无' },
  known: { en: 'known: {names}', 'zh-CN': '已知:{names}' },
  knownFields: { en: '; known fields: {names}', 'zh-CN': ';已知字段:{names}' },
  bracketHint: { en: '; write {written}', 'zh-CN': ';请写作 {written}' },
  onlyIn: { en: '; {name} exists only {place}', 'zh-CN': ';{name} 只存在于{place}' },
  placeOfItem: { en: 'inside the body of a for-each', 'zh-CN': ' for-each 的 body 内' },
  placeOfIndex: {
    en: 'inside the body of a for-each or while, and in the config of a while',
    'zh-CN': ' for-each 或 while 的 body 内,以及 while 的 config 中',
  },
  placeOfLast: {
    en: 'inside the body of a while, and in its config',
    'zh-CN': ' while 的 body 及其 config 内',
  },
  placeOfEvent: {
    en: 'in the filter of a wait-for-event or of an event trigger',
    'zh-CN': ' wait-for-event 或事件触发器的 filter 中',
  },
  placeOfInput: { en: 'inside the code of a code node', 'zh-CN': '代码节点的代码中' },
  placeOfNode: { en: 'in what belongs to a node', 'zh-CN': '节点自身的字段中' },
  withTimestamp: { en: '{timestamp} as well', 'zh-CN': '并且包含 {timestamp}' },
  withoutTimestamp: {
    en: 'no {timestamp} without timestampHeader',
    'zh-CN': '没有 timestampHeader 时不得包含 {timestamp}',
  },
  minute: { en: 'minute', 'zh-CN': '分' },
  hour: { en: 'hour', 'zh-CN': '时' },
  dayOfMonth: { en: 'day of month', 'zh-CN': '日' },
  month: { en: 'month', 'zh-CN': '月' },
  dayOfWeek: { en: 'day of week', 'zh-CN': '星期' },
  macro: { en: 'macro', 'zh-CN': '宏' },
  cronRange: {
    en: '{low}–{high}{names}, *, ranges a-b, steps /n and lists',
    'zh-CN': '{low}–{high}{names}、*、范围 a-b、步长 /n 或列表',
  },
  cronMacro: { en: 'one of {names}', 'zh-CN': '{names} 之一' },
  schema: { en: 'an object or a boolean', 'zh-CN': '对象或布尔值' },
  schemaType: {
    en: 'null, boolean, object, array, number, integer or string',
    'zh-CN': 'null、boolean、object、array、number、integer 或 string',
  },
  schemas: { en: 'a list of schemas', 'zh-CN': '模式的数组' },
  texts: { en: 'a list of texts', 'zh-CN': '文本的数组' },
  count: { en: 'a whole number from 0', 'zh-CN': '不小于 0 的整数' },
  theDefinition: { en: 'the definition', 'zh-CN': '定义' },
} as const satisfies Record<string, Record<Locale, string>>;

export type Word = keyof typeof WORDS;

/** A word or phrase in a language, with its values filled in. */
export function word(key: Word, locale: Locale, values: TextValues = {}): string {
  return fillText(WORDS[key][locale], values);
}

const LONGEST_EXCERPT = 60;
const LONGEST_LIST = 20;

/** What was found, in words short enough for a message. */
export function describeFound(value: unknown, locale: Locale): string {
  if (typeof value === 'string') return `"${excerpt(value)}"`;
  if (Array.isArray(value)) return word('list', locale);
  if (value === null) return 'null';
  return typeof value === 'object' ? word('object', locale) : excerpt(String(value));
}

/** A list of names, cut where it gets long. */
export function nameList(names: Iterable<string>, locale: Locale): string {
  const shown: string[] = [];
  for (const name of names) {
    if (shown.length === LONGEST_LIST) return `${shown.join(', ')}, …`;
    shown.push(excerpt(name));
  }
  return shown.length === 0 ? word('none', locale) : shown.join(', ');
}

/** The beginning of a text, whole characters only. */
export function excerpt(text: string): string {
  const short = text.slice(0, LONGEST_EXCERPT + 1);
  if (short.length <= LONGEST_EXCERPT) return printable(short);
  return `${printable(short.slice(0, LONGEST_EXCERPT)).replace(/\uFFFD$/, '')}…`;
}

/** Control characters and lone surrogates would spoil the message. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Surrogate}]/gu, '\uFFFD');
}
