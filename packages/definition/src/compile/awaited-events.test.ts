import { validateDefinition } from '../validate/validate-definition.ts';
import { ANY_EVENT, awaitedEvents } from './awaited-events.ts';
import { compile } from './compile.ts';

function awaited(nodes: object[]): string[] {
  const result = validateDefinition({ nodes }, { locale: 'en' });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return awaitedEvents(compile(result.definition));
}

const wait = (id: string, event: string) => ({ id, type: 'wait-for-event', config: { event } });
const loop = (id: string, ...nodes: object[]) => ({
  ...{ id, type: 'for-each', config: { items: '[1]', body: { nodes, edges: [] } } },
});

test('the types are found at any nesting, each once and in order', () => {
  const nodes = [
    loop('outer', wait('a', 'order.paid'), loop('inner', wait('b', 'item.sent'))),
    wait('c', 'order.paid'),
  ];
  expect(awaited(nodes)).toEqual(['item.sent', 'order.paid']);
});

test('a type that a template gives may be any', () => {
  expect(awaited([wait('a', 'order.{{ trigger.data.kind }}'), wait('b', 'order.paid')])).toEqual([
    ANY_EVENT,
    'order.paid',
  ]);
});

test('what looks like a wait in the config of another node is none', () => {
  const body = { nodes: [wait('a', 'order.paid')] };
  expect(
    awaited([{ id: 'send', type: 'http-request', config: { url: 'https://example.com', method: 'POST', body } }]),
  ).toEqual([]);
});
