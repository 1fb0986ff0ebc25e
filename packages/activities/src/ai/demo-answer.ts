import type { JsonObject, JsonValue } from '@perdura/definition';
import { jsonValuesIn } from './json-text.ts';

/** What the demo model makes of a prompt: figures about the data in it, and a text that tells them. */
export interface DemoReading {
  /** Says that it is the demo model's, in the prompt's language. */
  text: string;
  /** Counts that fields of an object can be filled with, by words of their names. */
  counts: Record<'total' | 'online' | 'offline' | 'warning', number>;
}

/**
 * Reads a prompt without any model: counts what the JSON in it holds and tells it in the prompt's language. The same
 * prompt gives the same answer.
 */
export function readPrompt(prompt: string): DemoReading {
  const data = jsonValuesIn(prompt, 5);
  const question = data
    .reduceRight((text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`, prompt)
    .trim();
  const chinese = /\p{Script=Han}/u.test(question === '' ? prompt : question);
  const list = data.map(({ value }) => listIn(value)).find((found) => found !== null) ?? null;
  const rows = list?.rows ?? [];
  const counts = {
    total: rows.length,
    online: rows.filter((row) => isOneOf(row, ONLINE)).length,
    offline: rows.filter((row) => isOneOf(row, OFFLINE)).length,
    warning: rows.filter((row) => isOneOf(row, WARNING)).length,
  };
  const words = chinese ? CHINESE : ENGLISH;
  const body = list === null ? words.noData(question.slice(0, 120)) : describe(list.name, rows, counts, words);
  return { text: `${words.opening}${body}`, counts };
}

const ONLINE = new Set(['online', 'ok', 'normal', 'running', 'up', '在线', '正常', '运行']);
const OFFLINE = new Set(['offline', 'down', 'disconnected', 'lost', '离线', '断开']);
const WARNING = new Set(['warning', 'alert', 'alarm', 'critical', 'error', 'fault', '告警', '警告', '故障']);

interface Words {
  opening: string;
  noData(question: string): string;
  summary(name: string, total: number): string;
  states(counts: DemoReading['counts']): string;
  attention(names: string[]): string;
  calm: string;
}

const CHINESE: Words = {
  opening: '【demo】演示模型的回答（未配置 AI 服务）：',
  noData: (question) => `已收到提示“${question}”，其中没有可统计的数据。`,
  summary: (name, total) => (name === 'devices' ? `共 ${total} 台设备。` : `${name} 共 ${total} 项。`),
  states: ({ online, offline, warning }) => `在线 ${online}，离线 ${offline}，告警 ${warning}。`,
  attention: (names) => `需要关注：${names.join('、')}。`,
  calm: '所有设备运行正常。',
};

const ENGLISH: Words = {
  opening: '[demo] Answer of the demo model (no AI provider is configured): ',
  noData: (question) => `the prompt "${question}" holds no data to count.`,
  summary: (name, total) => `${total} ${name}. `,
  states: ({ online, offline, warning }) => `Online ${online}, offline ${offline}, warning ${warning}. `,
  attention: (names) => `These need attention: ${names.join(', ')}.`,
  calm: 'All are in order.',
};

function describe(name: string, rows: JsonObject[], counts: DemoReading['counts'], words: Words): string {
  const summary = words.summary(name, counts.total);
  if (counts.online + counts.offline + counts.warning === 0) return summary.trim();
  const poor = rows.filter((row) => isOneOf(row, OFFLINE) || isOneOf(row, WARNING)).map(nameOf);
  return `${summary}${words.states(counts)}${poor.length === 0 ? words.calm : words.attention(poor.slice(0, 20))}`;
}

/** The list of rows that a value is or holds: `devices` first, otherwise the longest. */
function listIn(value: JsonValue): { name: string; rows: JsonObject[] } | null {
  if (Array.isArray(value)) return { name: 'items', rows: rowsOf(value) };
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value.devices)) return { name: 'devices', rows: rowsOf(value.devices) };
  const lists = Object.entries(value).flatMap(([name, item]) =>
    Array.isArray(item) ? [{ name, rows: rowsOf(item) }] : [],
  );
  lists.sort((a, b) => b.rows.length - a.rows.length);
  return lists[0] ?? null;
}

function rowsOf(list: JsonValue[]): JsonObject[] {
  return list.map((item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? item : { value: item },
  );
}

function isOneOf(row: JsonObject, states: ReadonlySet<string>): boolean {
  const state = row.status ?? row.state ?? row.level;
  if (typeof state === 'string') return states.has(state.toLowerCase());
  return typeof row.online === 'boolean' && states.has(row.online ? 'online' : 'offline');
}

function nameOf(row: JsonObject): string {
  const name = row.name ?? row.title ?? row.deviceName ?? row.id;
  return typeof name === 'string' ? name : JSON.stringify(name ?? row).slice(0, 40);
}
