import { createLogger } from './logger.ts';

function lineOf(fields: object): Record<string, unknown> {
  const lines: string[] = [];
  createLogger('worker', 'info', { write: (line) => lines.push(line) }).info(fields, 'said');
  return JSON.parse(lines.join(''));
}

test('a line tells the process and the time, and blanks what could be a credential', () => {
  expect(
    lineOf({ connection: { name: 'n', token: 'canary', value: 'canary' }, headers: { cookie: 'canary' } }),
  ).toEqual({
    ...{ level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'worker', msg: 'said' },
    ...{ connection: { name: 'n', token: '[blanked]', value: '[blanked]' }, headers: '[blanked]' },
  });
});

test('an error is told with its code and causes, without what else it carries', () => {
  const cause = Object.assign(new Error('refused'), { parameters: ['canary'] });
  const { err } = lineOf({ err: Object.assign(new Error('away', { cause }), { code: 'AWAY' }) });
  const stack = expect.any(String);
  expect(err).toEqual({
    name: 'Error',
    code: 'AWAY',
    message: 'away',
    stack,
    cause: { name: 'Error', message: 'refused', stack },
  });
});
