import fc from 'fast-check';
import { changedParts, MAX_SIDE_BYTES } from './audited-change.ts';

test('the fields that differ are told, of objects and of named lists as well', () => {
  const before = { id: 'a', name: 'old', tags: ['x'], policy: { limit: 1, key: 'k' }, updatedAt: '1', gone: true };
  const after = { id: 'a', name: 'new', tags: ['x'], policy: { limit: 2, key: 'k' }, updatedAt: '2', fresh: null };
  expect(changedParts(before, after)).toEqual({
    before: { name: 'old', policy: { limit: 1 }, gone: true },
    after: { name: 'new', policy: { limit: 2 }, fresh: null },
  });
  const nodes = (url: string) => ({ nodes: [{ id: 'same' }, { id: 'one', url }] });
  expect(changedParts(nodes('a'), nodes('b'))).toEqual({
    before: { nodes: [{ id: 'one', url: 'a' }] },
    after: { nodes: [{ id: 'one', url: 'b' }] },
  });
});

test('what was made has no before, what is gone no after', () => {
  expect(changedParts(undefined, { name: 'n' })).toEqual({ before: null, after: { name: 'n' } });
  expect(changedParts({ name: 'n' }, undefined)).toEqual({ before: { name: 'n' }, after: null });
});

test('a list of named things whose order alone changed is told as a whole', () => {
  const [a, b] = [{ id: 'a' }, { id: 'b' }];
  expect(changedParts({ nodes: [a, b] }, { nodes: [b, a] })).toEqual({
    before: { nodes: [a, b] },
    after: { nodes: [b, a] },
  });
});

test('texts below a name that speaks of a secret are masked, and their change is told', () => {
  const config = (secret: string) => ({
    signature: { scheme: 'github', secret },
    headers: { Authorization: `Bearer ${secret}`, 'X-Api-Key': [secret], accept: 'json' },
    maxTokens: 100,
  });
  const { before, after } = changedParts(config('canary-1'), config('canary-2'));
  expect(JSON.stringify([before, after])).not.toContain('canary');
  expect(after).toEqual({
    signature: { secret: '•••' },
    headers: { Authorization: 'Bearer •••'.slice(7), 'X-Api-Key': ['•••'] },
  });
});

test('no side is larger than its bound, and the largest fields give way first', () => {
  const { after } = changedParts(null, { name: 'kept', nodes: 'n'.repeat(20_000), note: 'kept too' });
  expect(after).toEqual({
    name: 'kept',
    note: 'kept too',
    nodes: { cut: true, bytes: 20_002, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ maxLength: 9_000 }), { maxKeys: 12 }), (document) => {
      const { after: side } = changedParts(null, document);
      expect(Buffer.byteLength(JSON.stringify(side))).toBeLessThanOrEqual(MAX_SIDE_BYTES);
    }),
    { numRuns: 50 },
  );
});
