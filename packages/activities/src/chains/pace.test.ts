import type { NodeActivityInput, RunIdentity } from '@perdura/definition/run';
import { Pace } from './pace.ts';

function nodeOf(id: string, workflowId = 'workflow'): Pick<NodeActivityInput, 'run' | 'node'> {
  const run = { workflowId } as RunIdentity;
  return { run, node: { id, type: 'http-request', config: {} } };
}

test('a node is quick once it was seen to be, and no other one', () => {
  const pace = new Pace(150);
  expect(pace.isQuick(nodeOf('a'))).toBe(false);
  pace.note(nodeOf('a'), 20);
  expect(pace.isQuick(nodeOf('a'))).toBe(true);
  expect(pace.isQuick(nodeOf('b'))).toBe(false);
  expect(pace.isQuick(nodeOf('a', 'other'))).toBe(false);
});

test('no node is, where the limit says so', () => {
  const pace = new Pace(0);
  pace.note(nodeOf('a'), 0.4);
  expect(pace.isQuick(nodeOf('a'))).toBe(false);
});

test('one that lasted is not quick before it was quick several times', () => {
  const pace = new Pace(150);
  pace.note(nodeOf('a'), 20);
  pace.note(nodeOf('a'), 400);
  const seen = [1, 2, 3, 4].map(() => {
    pace.note(nodeOf('a'), 20);
    return pace.isQuick(nodeOf('a'));
  });
  expect(seen).toEqual([false, false, true, true]);
});

test('what was not seen for long is forgotten', () => {
  const pace = new Pace(150);
  pace.note(nodeOf('a'), 20);
  pace.note(nodeOf('b'), 20);
  for (let other = 0; other < 20_000; other += 1) {
    pace.note(nodeOf(`n${other}`), 20);
    if (other % 1_000 === 0) pace.note(nodeOf('b'), 20);
  }
  expect(pace.isQuick(nodeOf('a'))).toBe(false);
  expect(pace.isQuick(nodeOf('b'))).toBe(true);
});
