import { stopLeaks, track } from './leaks.ts';

test('what was tracked and never stopped is stopped and named, once', async () => {
  const scope = globalThis;
  const stopped: string[] = [];
  const untrack = track('worker a', async () => stopped.push('a'));
  track('worker b', async () => stopped.push('b'));
  untrack();
  expect(await stopLeaks(scope)).toEqual(['worker b']);
  expect(stopped).toEqual(['b']);
  expect(await stopLeaks(scope)).toEqual([]);
});
