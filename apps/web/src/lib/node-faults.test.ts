import { faultsByNode } from './node-faults.ts';
import type { NodeDefinition } from './resources.ts';

const leaf = (id: string): NodeDefinition => ({ id, type: 'transform', config: { expression: '1' } });
const body = { nodes: [leaf('inner'), leaf('other')], edges: [] };
const NODES = [
  ...Array.from({ length: 11 }, (_, index) => leaf(`n${index}`)),
  { id: 'each', type: 'for-each', config: { items: '[]', body } } as unknown as NodeDefinition,
];

test.each([
  ['/nodes/1', 'n1'],
  ['/nodes/10/config/expression', 'n10'],
  ['/nodes/11/config/items', 'each'],
  ['/nodes/11/config/body/nodes/1/config', 'other'],
])('%s belongs to %s', (pointer, id) => {
  expect([...faultsByNode(NODES, [{ pointer, message: 'wrong' }])]).toEqual([[id, ['wrong']]]);
});

test('what is wrong outside of nodes belongs to none', () => {
  const faults = ['', '/edges/0/to', '/nodes', '/nodes/99/type'].map((pointer) => ({ pointer, message: 'wrong' }));
  expect(faultsByNode(NODES, faults).size).toBe(0);
});

test('a node has all of its faults', () => {
  const faults = ['a', 'b'].map((message) => ({ pointer: '/nodes/0/config', message }));
  expect(faultsByNode(NODES, faults).get('n0')).toEqual(['a', 'b']);
});
