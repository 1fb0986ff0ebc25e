import type { Locale } from '@perdura/definition';

/** Texts about tables, their fields and records. */
export const TABLE_MESSAGES = {
  TABLE_LIMIT: {
    en: 'There would be {found}, and {limit} are allowed.',
    'zh-CN': '将达到 {found} 个,最多允许 {limit} 个。',
  },
  optionsMissing: { en: 'a STATIC_DROPDOWN needs options', 'zh-CN': 'STATIC_DROPDOWN 需要选项' },
  badFilters: {
    en: 'expected a list such as {expected} with operators {operators}, found {found}',
    'zh-CN': '应为 {expected} 这样的列表,运算符为 {operators},实际为 {found}',
  },
  cellText: { en: 'expected a text, found {found}', 'zh-CN': '应为文本,实际为 {found}' },
  cellNumber: { en: 'expected a number, found {found}', 'zh-CN': '应为数字,实际为 {found}' },
  cellDate: {
    en: 'expected a date such as 2026-04-12 or a time such as 2026-04-12T08:00:00Z, found {found}',
    'zh-CN': '应为日期(如 2026-04-12)或时间(如 2026-04-12T08:00:00Z),实际为 {found}',
  },
  cellOption: { en: 'expected one of {expected}, found {found}', 'zh-CN': '应为 {expected} 之一,实际为 {found}' },
  cellTooLong: {
    en: 'the value has {bytes} bytes, and {limit} are allowed',
    'zh-CN': '该值有 {bytes} 字节,最多允许 {limit} 字节',
  },
  cellFieldUnknown: {
    en: 'the table has no field "{name}"; it has {known}',
    'zh-CN': '表格没有字段“{name}”;现有字段为 {known}',
  },
  cellMissing: {
    en: 'the record is matched by "{name}", but has no value for it',
    'zh-CN': '按“{name}”匹配记录,但未给出该字段的值',
  },
  recordTooLarge: {
    en: 'the values of the record have {bytes} bytes, and {limit} are allowed',
    'zh-CN': '该记录的值共 {bytes} 字节,最多允许 {limit} 字节',
  },
  csvCell: { en: 'line {line}, column "{column}": {message}', 'zh-CN': '第 {line} 行“{column}”列:{message}' },
  csvRecord: { en: 'line {line}: {message}', 'zh-CN': '第 {line} 行:{message}' },
  csvMalformed: { en: 'not well-formed CSV: {message}', 'zh-CN': 'CSV 格式有误:{message}' },
  csvHeader: {
    en: 'the first row must name the fields, each once and none blank; found {found}',
    'zh-CN': '首行必须是字段名,不能重复或为空;实际为 {found}',
  },
  csvFieldUnknown: {
    en: 'no field of the table is named {names}; it has {known}. Add createFields=true to make them',
    'zh-CN': '表格没有名为 {names} 的字段;现有字段为 {known}。加上 createFields=true 可自动创建',
  },
} as const satisfies Record<string, Record<Locale, string>>;
