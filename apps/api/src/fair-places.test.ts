import { FairPlaces } from './fair-places.ts';

test('nobody has more than a share of the places, and what ends, however it ends, gives its own back', async () => {
  const places = new FairPlaces({ most: 3, mostOfOne: 2 });
  const gates: (() => void)[] = [];
  const enter = (who: string) => places.enter(who, () => new Promise<string>((end) => gates.push(() => end(who))));
  const held = [enter('a'), enter('a')];
  expect(await enter('a')).toBeNull();
  held.push(enter('b'));
  expect(await enter('c')).toBeNull();
  for (const open of gates) open();
  expect(await Promise.all(held)).toEqual(['a', 'a', 'b']);
  await expect(places.enter('a', () => Promise.reject(new Error('fault')))).rejects.toThrow('fault');
  const again = await Promise.all(['a', 'a', 'b'].map((who) => places.enter(who, async () => who)));
  expect(again).toEqual(['a', 'a', 'b']);
});
