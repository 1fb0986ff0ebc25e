import { Coalescer } from './coalescer.ts';

test('calls during a round share the round after it, and keys do not wait for each other', async () => {
  const coalescer = new Coalescer();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const rounds: string[] = [];
  const round =
    (name: string, until: Promise<void> = Promise.resolve()) =>
    async () => {
      rounds.push(name);
      await until;
    };
  const first = coalescer.run('a', round('a1', gate));
  const second = coalescer.run('a', round('a2'));
  const third = coalescer.run('a', round('a3'));
  await coalescer.run('b', round('b1'));
  expect(rounds).toEqual(['a1', 'b1']);
  open();
  await Promise.all([first, second, third]);
  expect(rounds).toEqual(['a1', 'b1', 'a2']);
  await coalescer.run('a', round('a4'));
  expect(rounds).toEqual(['a1', 'b1', 'a2', 'a4']);
});

test('a failed round fails its callers alone', async () => {
  const coalescer = new Coalescer();
  const failing = coalescer.run('a', () => Promise.reject(new Error('away')));
  const next = coalescer.run('a', async () => {});
  await expect(failing).rejects.toThrow('away');
  await expect(next).resolves.toBeUndefined();
});
