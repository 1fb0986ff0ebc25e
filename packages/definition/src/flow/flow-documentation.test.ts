import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JsonObject, JsonValue } from '../json.ts';
import { compileFlow } from './compile-flow.ts';
import { ROUTER_OPERATORS } from './flow.ts';
import { flowTriggerSchema } from './schema.ts';
import { renderText } from './testing/render-text.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../../../docs/flows.md', import.meta.url)), 'utf8');

const SNIPPETS = Array.from(PAGE.matchAll(/```json\n(.*?)\n```/gs), ([, text = '']) => JSON.parse(text) as JsonObject);
const STEPS = SNIPPETS.filter(({ type }) => type !== undefined);
const [SIGHT = {}] = SNIPPETS.filter(({ type }) => type === undefined);

/** Rows of the table of references: text and value. */
const ROWS = Array.from(PAGE.matchAll(/^\| `([^`]+)`\s*\| `([^`]+)`\s*\|$/gm), ([, text = '', value = '']) => ({
  text,
  value: JSON.parse(value) as JsonValue,
}));

test('the steps of the page are sound', () => {
  expect(STEPS.map(({ type }) => type)).toEqual(['PIECE_TRIGGER', 'CODE', 'LOOP_ON_ITEMS', 'ROUTER']);
  for (const step of STEPS) {
    const trigger = step.type === 'PIECE_TRIGGER' ? step : { type: 'EMPTY', nextAction: step };
    const parsed = flowTriggerSchema.safeParse(trigger);
    expect(parsed.error).toBeUndefined();
    expect(compileFlow(flowTriggerSchema.parse(trigger)).nodes.length).toBeGreaterThan(0);
  }
});

test('the references of the page have the values that it shows', () => {
  expect(ROWS.length).toBeGreaterThan(15);
  const scope = new Map(Object.entries(SIGHT));
  for (const { text, value } of ROWS) expect({ text, value: renderText(text, scope) }).toEqual({ text, value });
});

test('the page has every operator of routers', () => {
  for (const operator of ROUTER_OPERATORS) expect(PAGE).toContain(`\`${operator}\``);
});
