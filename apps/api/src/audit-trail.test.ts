import type { Database } from '@perdura/database';
import { pino } from 'pino';
import { ApiError } from './api-error.ts';
import { type AnnouncedChange, audited } from './audit-trail.ts';

const ANNOUNCED: AnnouncedChange = {
  ...{ projectId: 'p', action: 'thing.update', target: 't' },
  ...{ actorType: 'user', actorId: 'u', actor: 'u@example.com' },
};

/** A log that fails at what it is told to fail at: PostgreSQL cannot be made to go away between two statements. */
function failing(at: 'announce' | 'settle' | null) {
  const settled: unknown[][] = [];
  const logs: string[] = [];
  const audit = {
    announce: async () => {
      if (at === 'announce') throw new Error('away');
      return 'announcement';
    },
    settle: async (_projectId: string, _id: string, entries: readonly unknown[]) => {
      if (at === 'settle') throw new Error('away');
      settled.push([...entries]);
    },
  } as unknown as Database['audit'];
  return {
    trail: { audit, log: pino({ level: 'error' }, { write: (line: string) => void logs.push(line) }) },
    settled,
    logs,
  };
}

test('a change that cannot be announced is not made', async () => {
  const { trail } = failing('announce');
  let made = false;
  const change = async () => {
    made = true;
  };
  await expect(audited(trail, ANNOUNCED, change, () => 't')).rejects.toThrow('away');
  expect(made).toBe(false);
});

test('a change that was made is answered as made although its entry cannot be written', async () => {
  const { trail, logs } = failing('settle');
  const made = await audited(
    trail,
    ANNOUNCED,
    async (note) => {
      note({ target: 't', before: { a: 1 }, after: { a: 2 } });
      return 'made';
    },
    () => 't',
  );
  expect(made).toBe('made');
  expect(logs.join()).toContain('could not be written');
});

test('a refusal settles the announcement with nothing; what may have been half made leaves it standing', async () => {
  const refused = failing(null);
  const refuse = () => Promise.reject(new ApiError('NAME_TAKEN'));
  await expect(audited(refused.trail, ANNOUNCED, refuse, () => 't')).rejects.toThrow('NAME_TAKEN');
  expect(refused.settled).toEqual([[]]);
  const broken = failing(null);
  const half = () => Promise.reject(new Error('half'));
  await expect(audited(broken.trail, ANNOUNCED, half, () => 't')).rejects.toThrow('half');
  expect(broken.settled).toEqual([]);
});

test('who notes nothing leaves an entry with the target, who notes null none, who notes twice two', async () => {
  const silent = failing(null);
  await audited(
    silent.trail,
    ANNOUNCED,
    async () => 'made',
    () => 'from the answer',
  );
  expect(silent.settled).toMatchObject([
    [{ action: 'thing.update', target: 'from the answer', before: null, after: null }],
  ]);
  const nothing = failing(null);
  await audited(
    nothing.trail,
    ANNOUNCED,
    async (note) => note(null),
    () => 't',
  );
  expect(nothing.settled).toEqual([[]]);
  const twice = failing(null);
  const change = async (note: (change: { target: string; action?: string }) => void) => {
    note({ target: 'one' });
    note({ target: 'two', action: 'other.update' });
  };
  await audited(twice.trail, ANNOUNCED, change, () => 't');
  expect(twice.settled).toMatchObject([[{ target: 'one' }, { target: 'two', action: 'other.update' }]]);
});
