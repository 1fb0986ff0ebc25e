import { StepLog } from './step-log.ts';

test('lines keep their order and level, without what looks like a secret', () => {
  const log = new StepLog();
  log.add('info', 'one');
  log.add('error', 'sent Bearer abcdefghijkl\0');
  expect(log.list().map(({ level, message }) => [level, message])).toEqual([
    ['info', 'one'],
    ['error', 'sent Bearer [redacted]\ufffd'],
  ]);
  for (const { at } of log.list()) expect(new Date(at).toISOString()).toBe(at);
});

test('a flood is bounded, and says what was left out', () => {
  const lines = new StepLog();
  for (let line = 0; line < 1_000; line++) lines.add('info', String(line));
  expect(lines.list()).toHaveLength(201);
  expect(lines.list().at(-1)?.message).toBe('800 more lines were left out.');
  const characters = new StepLog();
  for (let line = 0; line < 100; line++) characters.add('info', 'x'.repeat(100_000));
  expect(JSON.stringify(characters.list()).length).toBeLessThan(20_000);
});
