import fc from 'fast-check';
import { differences } from './differences.ts';
import { canonicalText, type Json, type JsonObject } from './json.ts';
import { contentHash, isMarkerOf, markerTag } from './marker.ts';
import { type ActualObject, type DesiredObject, isEmpty, planChanges } from './plan.ts';
import { inReferenceOrder, referencesIn, resolveReferences, withReferences } from './references.ts';
import { parseSource } from './source-file.ts';
import { workflowContent } from './workflow-content.ts';

const json = fc.jsonValue({ depthSize: 'small' }) as fc.Arbitrary<Json>;
const nodes = fc.uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), config: json }), {
  selector: ({ id }) => id,
});

test('there are differences exactly where two values differ', () => {
  fc.assert(
    fc.property(fc.record({ nodes, rest: json }), fc.record({ nodes, rest: json }), (before, after) => {
      const found = differences(before as Json, after as Json);
      expect(found.length === 0).toBe(canonicalText(before as Json) === canonicalText(after as Json));
      expect(differences(after as Json, structuredClone(after) as Json)).toEqual([]);
    }),
  );
});

test('a difference names the node, the field and both values', () => {
  const before: JsonObject = { nodes: [{ id: 'a', config: { url: 'x' } }, { id: 'b' }], timeoutMs: 5 };
  const after: JsonObject = { nodes: [{ id: 'c' }, { id: 'a', config: { url: 'y' } }] };
  expect(differences(before, after)).toEqual([
    { path: '/nodes/a/config/url', before: 'x', after: 'y' },
    { path: '/nodes/b', before: { id: 'b' } },
    { path: '/nodes/c', after: { id: 'c' } },
    { path: '/timeoutMs', before: 5 },
  ]);
  expect(differences([{ id: 'a' }, { id: 'b' }], [{ id: 'b' }, { id: 'a' }])).toEqual([
    { path: ' (order)', before: ['a', 'b'], after: ['b', 'a'] },
  ]);
});

const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
const contents = fc.dictionary(fc.constantFrom('name', 'description', 'x'), fc.constantFrom('1', '2'));

function desiredOf(key: string, content: JsonObject, name = key): DesiredObject {
  return { kind: 'workflow', key, path: `${key}.json`, name, id: null, content, hash: contentHash(content) };
}

function actualOf(marker: string | null, content: JsonObject, more: Partial<ActualObject> = {}): ActualObject {
  const own = {
    kind: 'workflow' as const,
    id: `id-${marker ?? 'none'}`,
    name: marker ?? 'none',
    marker,
    foreign: false,
  };
  return { ...own, content, applied: null, contentHash: contentHash(content), ...more };
}

const markerOf = ({ key }: DesiredObject) => key;

test('after what a plan says has been done, a plan says nothing', () => {
  fc.assert(
    fc.property(keys, keys, contents, contents, (wanted, there, content, found) => {
      const desired = wanted.map((key) => desiredOf(key, { ...content, name: key }));
      const actual = there.map((key) => actualOf(key, { ...found, name: key }));
      const stranger = actualOf(null, found);
      const foreign = actualOf(null, found, { id: 'foreign', foreign: true });
      const { changes } = planChanges(desired, [...actual, stranger, foreign], markerOf);

      const touched = changes.flatMap((change) => (change.action === 'create' ? [] : [change.actual]));
      expect(touched).not.toContain(stranger);
      expect(touched).not.toContain(foreign);
      const after = changes.flatMap((change) =>
        change.action === 'delete' ? [] : [actualOf(change.desired.key, change.desired.content)],
      );
      expect(isEmpty(planChanges(desired, [...after, stranger, foreign], markerOf))).toBe(true);
      expect(after.map(({ marker }) => marker).sort()).toEqual([...wanted].sort());
    }),
  );
});

test('a moved file keeps its object, unless several could be meant', () => {
  const content = { name: 'Same' };
  const gone = actualOf('old', content, { name: 'Same' });
  const plan = planChanges([desiredOf('new', content, 'Same')], [gone], markerOf);
  expect(plan.changes).toMatchObject([{ action: 'move', actual: { id: 'id-old' } }]);
  const twice = planChanges([desiredOf('one', content, 'Same'), desiredOf('two', content, 'Same')], [gone], markerOf);
  expect(twice.changes.map(({ action }) => action)).toEqual(['create', 'create', 'delete']);
});

test('a copy that somebody made of an object is not deleted', () => {
  const content = { name: 'x' };
  const copies = [actualOf('a', content), actualOf('a', content, { id: 'copy' })];
  const { changes } = planChanges([desiredOf('a', content)], copies, markerOf);
  expect(changes.map(({ action }) => action)).toEqual(['unchanged']);
});

test('a file takes over what it was written from', () => {
  const file = { ...desiredOf('a', { name: 'x' }), id: 'id-none' };
  expect(planChanges([file], [actualOf(null, { name: 'x' })], markerOf).changes).toMatchObject([
    { action: 'adopt', differences: [] },
  ]);
});

test('markers fit into tags, and tell folders and keys apart', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9/-]{0,120}$/);
  fc.assert(
    fc.property(key, key, (one, other) => {
      expect(markerTag('shop', one).length).toBeLessThanOrEqual(64);
      expect(markerTag('shop', one) === markerTag('shop', other)).toBe(one === other);
      expect(isMarkerOf('shop', markerTag('shop', one))).toBe(true);
      expect(isMarkerOf('shop', markerTag('shopping', one))).toBe(false);
    }),
  );
});

test('references to files become ids and back, and come before what names them', () => {
  const content = {
    onFailure: { workflowId: '@file:alerts' },
    nodes: [{ config: { workflowId: '@file:sub', text: '@file:none' } }],
  };
  expect(referencesIn(content)).toEqual(['alerts', 'sub']);
  const ids = new Map([
    ['workflow:alerts', '1'],
    ['workflow:sub', '2'],
  ]);
  const resolved = resolveReferences(content, ids);
  expect(resolved).toMatchObject({
    onFailure: { workflowId: '1' },
    nodes: [{ config: { workflowId: '2', text: '@file:none' } }],
  });
  expect(
    withReferences(
      resolved,
      new Map([
        ['1', 'alerts'],
        ['2', 'sub'],
      ]),
    ),
  ).toEqual(content);
  const items: { key: string; content: JsonObject }[] = [
    { key: 'main', content },
    { key: 'sub', content: { workflowId: '@file:alerts' } },
    { key: 'alerts', content: {} },
  ];
  expect(inReferenceOrder(items)).toMatchObject({ order: [{ key: 'alerts' }, { key: 'sub' }, { key: 'main' }] });
  const circle = [
    { key: 'a', content: { workflowId: '@file:b' } },
    { key: 'b', content: { workflowId: '@file:a' } },
  ];
  expect(inReferenceOrder(circle)).toEqual({ circle: ['a', 'b', 'a'] });
});

test('what a server fills in is no difference', () => {
  const written: JsonObject = {
    name: 'x',
    nodes: [
      { id: 'a', type: 'for-each', config: { items: '1' } },
      { id: 'b', type: 'transform' },
    ],
  };
  const answered: JsonObject = {
    ...{ name: 'x', description: '', trigger: { type: 'manual' }, edges: [], tags: ['as-code:shop/x'] },
    nodes: [
      { id: 'a', type: 'for-each', config: { items: '1', body: { nodes: [], edges: [] } } },
      { id: 'b', type: 'transform', config: {} },
    ],
  };
  expect(
    differences(
      workflowContent(answered, () => true),
      workflowContent(written),
    ),
  ).toEqual([]);
});

test.each([
  ['flow.json', '{\n  "name": "x",\n  "nodes": [\n    { "id": "a",\n      "config": 5 }\n  ]\n}'],
  ['flow.json', '{\n\t"name": "x",\n\t"nodes": [\n\t\t{ "id": "a",\n\t\t\t"config": 5 }\n\t]\n}'],
  ['flow.yaml', 'name: x\n\nnodes:\n  - id: a\n    config: 5\n'],
])('%s tells the line of a place', (path, text) => {
  const { document, lineOf } = parseSource(path, text);
  expect(document).toMatchObject({ name: 'x', nodes: [{ config: 5 }] });
  expect(lineOf('/nodes/0/config')).toBe(5);
  expect(lineOf('/nodes/0/config/missing')).toBe(5);
  expect(lineOf('/nowhere')).toBe(1);
});
