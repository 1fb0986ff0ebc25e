import { bodyOfFilters, filtersOfBody, narrowedTo, readRunSearch, sameFilters, toggled } from './run-filters.ts';

test('an address is read whatever its values were taken for, and strange parameters are left out', () => {
  const search = { status: 'failed', tag: 7, paused: false, version: '', colour: 'red', saved: 'x', cursor: null };
  expect(readRunSearch(search)).toEqual({ status: 'failed', tag: '7', paused: 'false', saved: 'x' });
});

test('filters go into a body and come back', () => {
  const filters = {
    ...{ status: 'failed,cancelled', workflowId: 'a', minDurationMs: '1500', paused: 'true', dataPath: 'order.id' },
    dataValue: '7',
  };
  const body = bodyOfFilters(filters);
  expect(body).toEqual({
    ...{ status: ['failed', 'cancelled'], workflowId: ['a'], minDurationMs: 1500, paused: true, dataPath: 'order.id' },
    dataValue: '7',
  });
  expect(filtersOfBody(body)).toEqual(filters);
});

test('the same filters in another order, of another page, are the same search', () => {
  expect(sameFilters({ tag: 'a', status: 'failed' }, { status: 'failed', cursor: 'x', tag: 'a', sort: 'x' })).toBe(
    true,
  );
  expect(sameFilters({ tag: 'a' }, { tag: 'b' })).toBe(false);
});

test('a member of a set is put in and taken out', () => {
  expect(toggled(undefined, 'failed')).toBe('failed');
  expect(toggled('failed', 'waiting')).toBe('failed,waiting');
  expect(toggled('failed,waiting', 'failed')).toBe('waiting');
  expect(toggled('failed', 'failed')).toBeUndefined();
});

test('an action asks for those runs of a search that it fits', () => {
  expect(narrowedTo('retry', { tag: 'a' })).toEqual({ tag: 'a', status: 'failed,cancelled' });
  expect(narrowedTo('cancel', { status: 'failed,running' })).toEqual({ status: 'running' });
  expect(narrowedTo('resume', { status: 'completed' })).toBeNull();
});
