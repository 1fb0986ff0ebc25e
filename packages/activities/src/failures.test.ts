import { StepFailure } from './failures.ts';

test('a failure keeps a message of any length within what is stored and shown', () => {
  const { message } = new StepFailure('FAILED', 'x'.repeat(1_000_000), { retryable: false });

  expect(message).toHaveLength(4_001);
  expect(message.endsWith('x…')).toBe(true);
});

test('a failure keeps a message that was cut within a surrogate pair, and NUL, as text that can be stored', () => {
  const { message } = new StepFailure('FAILED', `\0${'x'.repeat(3_998)}😀 and more`, { retryable: false });

  expect(message).toBe(`\ufffd${'x'.repeat(3_998)}\ufffd…`);
});
