import { Values } from './values.ts';

test('an empty argument is named as the help names it', () => {
  const values = new Values(['Fleet', ''], {}, ['<flow>', '[run]']);
  expect(values.argument(0)).toBe('Fleet');
  expect(() => values.optionalArgument(1)).toThrow('The argument [run] is empty.');
});
