import { fairQueue, QueueRefusal } from './fair-queue.ts';

test('groups are served in turn, each in its own order', async () => {
  const queue = fairQueue<string, string>(10, 60_000);
  const waits = ['a1', 'a2', 'a3', 'b1', 'c1'].map((need) => queue.wait(need.slice(0, 1), need, undefined));
  const served: string[] = [];
  queue.serve((need) => Promise.resolve(`${served.push(need)} ${need}`));
  expect(served).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  expect(await Promise.all(waits)).toEqual(['1 a1', '4 a2', '5 a3', '2 b1', '3 c1']);
  expect(queue.length).toBe(0);
});

test('one of a group that suits may be served before its turn', async () => {
  const queue = fairQueue<string, string>(10, 60_000);
  const waits = ['a1', 'b1', 'b2'].map((need) => queue.wait(need.slice(0, 1), need, undefined));
  const take = (need: string) => Promise.resolve(need);
  expect(queue.serveOutOfTurn('b', (need) => need === 'b2', take)).toBe(true);
  expect(queue.serveOutOfTurn('b', (need) => need === 'b2', take)).toBe(false);
  expect(queue.serveOutOfTurn('c', () => true, take)).toBe(false);
  expect(await waits[2]).toBe('b2');
  queue.serve(take);
  expect(await Promise.all(waits)).toEqual(['a1', 'b1', 'b2']);
});

test('who cannot be served waits on, at the head', async () => {
  const queue = fairQueue<string, string>(10, 60_000);
  const waits = ['a1', 'b1'].map((need) => queue.wait(need.slice(0, 1), need, undefined));
  let free = 1;
  const take = (need: string) => (free-- > 0 ? Promise.resolve(need) : null);
  queue.serve(take);
  expect(queue.length).toBe(1);
  free = 1;
  queue.serve(take);
  expect(await Promise.all(waits)).toEqual(['a1', 'b1']);
});

test('who cannot be served holds up nobody behind', async () => {
  const queue = fairQueue<string, string>(10, 60_000);
  const waits = ['a1', 'a2', 'b1', 'b2'].map((need) => queue.wait(need.slice(0, 1), need, undefined));
  const served: string[] = [];
  const takeBut = (bad: string) => (need: string) => (need === bad ? null : Promise.resolve(`${served.push(need)}`));
  queue.serve(takeBut('a1'));
  expect(served).toEqual(['a2', 'b1', 'b2']);
  queue.serve(takeBut(''));
  expect(await Promise.all(waits)).toEqual(['4', '1', '2', '3']);
});

test('too many, too long, aborted and closed are told apart', async () => {
  const queue = fairQueue<string, string>(2, 20);
  const aborting = new AbortController();
  const late = queue.wait('a', 'late', undefined);
  const aborted = queue.wait('a', 'aborted', aborting.signal);
  await expect(queue.wait('b', 'one too many', undefined)).rejects.toThrow('2 calls wait for a process already');
  aborting.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  await expect(late).rejects.toThrow('No process became free within 20 ms.');
  expect(queue.length).toBe(0);
  const closed = queue.wait('a', 'closed', undefined);
  queue.close();
  await expect(closed).rejects.toBeInstanceOf(QueueRefusal);
});
