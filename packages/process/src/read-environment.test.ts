import { z } from 'zod';
import { InvalidEnvironment, readEnvironment } from './read-environment.ts';
import { flag, list, wholeNumber } from './settings.ts';

const schema = z.object({
  NAME: z.string().min(1),
  PORT: wholeNumber(0, 65_535).default(80),
  QUIET: flag.default(false),
  HOSTS: list.default([]),
});

test('empty variables count as absent, and texts become what they mean', () => {
  expect(readEnvironment(schema, { NAME: 'n', PORT: '', QUIET: undefined, OTHER: 'x' })).toEqual({
    ...{ NAME: 'n', PORT: 80, QUIET: false, HOSTS: [] },
  });
  expect(readEnvironment(schema, { NAME: 'n', PORT: '0', QUIET: 'true', HOSTS: ' a, ,b' })).toEqual({
    ...{ NAME: 'n', PORT: 0, QUIET: true, HOSTS: ['a', 'b'] },
  });
});

test('every fault is named, one a line', () => {
  const read = () => readEnvironment(schema, { NAME: '', PORT: '99999', QUIET: 'yes' });
  expect(read).toThrow(InvalidEnvironment);
  expect(read).toThrow(
    /^the environment has 3 fault\(s\):\n {2}- NAME: required, but missing\n {2}- PORT: .*\n {2}- QUIET: /,
  );
});

test('settings that do not go together are faults as well', () => {
  const apart = ({ PORT }: { PORT: number }) => (PORT === 1 ? ['PORT: taken'] : []);
  expect(() => readEnvironment(schema, { NAME: 'n', PORT: '1' }, apart)).toThrow('- PORT: taken');
  expect(readEnvironment(schema, { NAME: 'n', PORT: '2' }, apart).PORT).toBe(2);
});
