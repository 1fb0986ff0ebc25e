import { bodyOf, isGraph, placedNodes } from './nested-nodes.ts';
import type { NodeDefinition } from './resources.ts';

const leaf = (id: string): NodeDefinition => ({ id, type: 'transform', config: { expression: '1' } });
const loop = (id: string, nodes: NodeDefinition[]): NodeDefinition => ({
  ...{ id, type: 'while', config: { condition: 'false', body: { nodes, edges: [] } as never } },
});

test('nodes at any depth are found with the loop around them and their place', () => {
  const found = placedNodes([leaf('a'), loop('outer', [loop('inner', [leaf('b')])])]);
  expect(found.map(({ node, parentId, pointer }) => [node.id, parentId, pointer])).toEqual([
    ['a', null, '/nodes/0'],
    ['outer', null, '/nodes/1'],
    ['inner', 'outer', '/nodes/1/config/body/nodes/0'],
    ['b', 'inner', '/nodes/1/config/body/nodes/0/config/body/nodes/0'],
  ]);
});

test('only loops have bodies, and only what has the shape of one', () => {
  expect(bodyOf({ ...leaf('a'), config: { body: { nodes: [], edges: [] } } })).toBeNull();
  expect(bodyOf({ ...loop('a', []), config: { body: 'half written' } })).toBeNull();
  expect(bodyOf({ id: 'a', type: 'while' } as NodeDefinition)).toBeNull();
});

test('what is half written is no graph', () => {
  expect(isGraph({ nodes: [{ id: 'a' }] })).toBe(false);
  expect(isGraph({ nodes: [leaf('a')], edges: 'none' })).toBe(false);
  expect(isGraph({ nodes: [leaf('a')] })).toBe(true);
});
