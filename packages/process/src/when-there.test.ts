import { createLogger } from './logger.ts';
import { ServiceMissing, type WaitOptions, whenThere } from './when-there.ts';

interface Line {
  level: number;
  msg: string;
  tries?: number;
}

function scene(answers: (string | Error)[], options: Partial<WaitOptions> = {}) {
  const lines: Line[] = [];
  const logger = createLogger('test', 'info', { write: (line) => lines.push(JSON.parse(line)) });
  const left = [...answers];
  const work = async () => {
    const answer = left.shift() ?? 'nothing is left';
    if (typeof answer === 'string') return answer;
    throw answer;
  };
  const { signal } = new AbortController();
  return { lines, result: whenThere(work, { what: 'the database', logger, signal, ...options }) };
}

test('tries until it works, and tells that it waits', async () => {
  const { lines, result } = scene([new Error('refused'), new Error('refused'), 'done']);
  expect(await result).toBe('done');
  expect(lines.map(({ level, msg, tries }) => [level, msg, tries])).toEqual([
    [40, 'waiting for the database', 1],
    [40, 'waiting for the database', 2],
    [30, 'the database is there', 2],
  ]);
});

test('what works at once is not worth a line', async () => {
  const { lines, result } = scene(['done']);
  expect([await result, lines]).toEqual(['done', []]);
});

test('gives up at the limit, with the last error as the cause', async () => {
  const cause = new Error('refused');
  const error: unknown = await scene([cause], { limitMs: 0 }).result.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServiceMissing);
  expect(error).toMatchObject({ message: 'the database did not answer within 0 s', cause });
});

test('an error that does not mean that the service is away is thrown at once', async () => {
  await expect(scene([new Error('broken')], { isAway: () => false }).result).rejects.toThrow('broken');
});

test('a process that stops waits no more', async () => {
  const stopping = new AbortController();
  const { result } = scene([new Error('refused')], { signal: stopping.signal });
  stopping.abort();
  await expect(result).rejects.toMatchObject({ name: 'AbortError' });
});
