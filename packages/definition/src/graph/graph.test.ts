import fc from 'fast-check';
import { ancestors, components, createGraph } from './graph.ts';

const graphs = fc.integer({ min: 1, max: 24 }).chain((size) => {
  const node = fc.nat(size - 1);
  return fc.array(fc.tuple(node, node), { maxLength: 60 }).map((links) => ({ size, links }));
});

/** What leads where, by closing the links over and over. */
function closure(size: number, links: readonly (readonly [number, number])[]): boolean[][] {
  const leads = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [from, to] of links) leads[from]![to] = true;
  for (let via = 0; via < size; via++)
    for (let from = 0; from < size; from++)
      for (let to = 0; to < size; to++) leads[from]![to] ||= leads[from]![via]! && leads[via]![to]!;
  return leads;
}

test('finds the components and ancestors that the closure of the links has', () => {
  fc.assert(
    fc.property(graphs, ({ size, links }) => {
      const different = links.filter(([from, to]) => from !== to);
      const graph = createGraph(size, different);
      const leads = closure(size, different);
      const above = ancestors(graph);
      const component = new Map(
        components(graph).flatMap((members, index) => members.map((member) => [member, index] as const)),
      );
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) {
          expect(above[b]!.has(a)).toBe(leads[a]![b]!);
          if (a !== b) expect(component.get(a) === component.get(b)).toBe(leads[a]![b]! && leads[b]![a]!);
          if (leads[a]![b]) expect(component.get(b)!).toBeLessThanOrEqual(component.get(a)!);
        }
    }),
  );
});

test('takes a chain of any length', () => {
  const size = 100_000;
  const links = Array.from({ length: size - 1 }, (_, index) => [index, index + 1] as const);
  expect(components(createGraph(size, links))).toHaveLength(size);
});
