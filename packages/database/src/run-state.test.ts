import { RUN_STATUSES } from '@perdura/definition/run';
import fc from 'fast-check';
import { acceptsProgress, acceptsSnapshot, isTerminal, LIVE_RUN_STATUSES } from './run-state.ts';

const state = fc.record({ status: fc.constantFrom(...RUN_STATUSES), sequence: fc.nat({ max: 5 }) });

test('every status is either live or terminal', () => {
  expect(RUN_STATUSES.filter((status) => isTerminal(status) === LIVE_RUN_STATUSES.includes(status))).toEqual([]);
  expect(LIVE_RUN_STATUSES).toEqual(['pending', 'running', 'waiting']);
});

test('whatever order writes come in, a terminal status stays and the sequence never falls', () => {
  const write = fc.record({ whole: fc.boolean(), state });
  fc.assert(
    fc.property(state, fc.array(write), (first, writes) => {
      let stored = first;
      for (const { whole, state: incoming } of writes) {
        const next = (whole ? acceptsSnapshot : acceptsProgress)(stored, incoming) ? incoming : stored;
        if (isTerminal(stored.status)) expect(next).toBe(stored);
        if (!whole && !isTerminal(stored.status)) expect(isTerminal(next.status)).toBe(false);
        expect(next.sequence).toBeGreaterThanOrEqual(stored.sequence);
        stored = next;
      }
    }),
  );
});
