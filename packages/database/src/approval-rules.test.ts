import fc from 'fast-check';
import { type ApprovalDecision, type Approver, outcomeOf } from './approval-rules.ts';

const people = (count: number, level = 1): Approver[] =>
  Array.from({ length: count }, (_, index) => {
    const by = `p${level}.${index}@example.com`;
    return { approver: by, by, identities: [by], level, mailed: true };
  });

const decided = (by: Approver | undefined, decision: 'approve' | 'reject'): ApprovalDecision => ({
  ...{ by: by?.by ?? '', level: by?.level ?? 1, decision, comment: null, form: null },
  at: '2026-04-12T08:00:00.000Z',
});

const nobody = { excluded: [], toCome: 0 };

test('one approval is enough where one is required, and one rejection of one ends it', () => {
  const [a] = people(1);
  const approvers = people(1);
  expect(outcomeOf({ approvers, decisions: [], required: 1 }, nobody)).toBe('pending');
  expect(outcomeOf({ approvers, decisions: [decided(a, 'approve')], required: 1 }, nobody)).toBe('approved');
  expect(outcomeOf({ approvers, decisions: [decided(a, 'reject')], required: 1 }, nobody)).toBe('rejected');
});

test('two of three: rejected once two reject, not before', () => {
  const approvers = people(3);
  const reject = approvers.map((person) => decided(person, 'reject'));
  expect(outcomeOf({ approvers, decisions: reject.slice(0, 1), required: 2 }, nobody)).toBe('pending');
  expect(outcomeOf({ approvers, decisions: reject.slice(0, 2), required: 2 }, nobody)).toBe('rejected');
});

test('a number can still be reached as long as levels to come ask enough people', () => {
  const approvers = people(1);
  const decisions = [decided(approvers[0], 'reject')];
  expect(outcomeOf({ approvers, decisions, required: 1 }, { excluded: [], toCome: 1 })).toBe('pending');
  const both = [...approvers, ...people(1, 2)];
  const approve = [...decisions, decided(both[1], 'approve')];
  expect(outcomeOf({ approvers: both, decisions: approve, required: 1 }, nobody)).toBe('approved');
});

test('all: one rejection rejects whatever is to come, a later level may stand in for the silent', () => {
  const approvers = [...people(2), ...people(1, 2)];
  const [first, , boss] = approvers;
  const rejected = { approvers, decisions: [decided(first, 'reject')], required: null };
  expect(outcomeOf(rejected, { excluded: [], toCome: 5 })).toBe('rejected');
  const one = { approvers, decisions: [decided(first, 'approve')], required: null };
  expect(outcomeOf(one, nobody)).toBe('pending');
  const stood = { ...one, decisions: [...one.decisions, decided(boss, 'approve')] };
  expect(outcomeOf(stood, nobody)).toBe('approved');
});

test('whoever may not decide is not waited for', () => {
  const approvers = people(2);
  const excluded = approvers[1]?.identities ?? [];
  const approve = [decided(approvers[0], 'approve')];
  expect(outcomeOf({ approvers, decisions: approve, required: null }, { excluded, toCome: 0 })).toBe('approved');
  const reject = [decided(approvers[0], 'reject')];
  expect(outcomeOf({ approvers, decisions: reject, required: 1 }, { excluded, toCome: 0 })).toBe('rejected');
});

test('a vote of all ends the same way, whatever its order, and never before it must', () => {
  const votes = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(votes, fc.nat(11), (ballots, index) => {
      const approvers = people(ballots.length);
      const required = 1 + (index % ballots.length);
      const decisions = ballots.map((yes, at) => decided(approvers[at], yes ? 'approve' : 'reject'));
      const outcomes = decisions.map((_, at) =>
        outcomeOf({ approvers, decisions: decisions.slice(0, at + 1), required }, nobody),
      );
      const approvals = ballots.filter(Boolean).length;
      expect(outcomes.at(-1)).toBe(approvals >= required ? 'approved' : 'rejected');
      const end = outcomes.findIndex((outcome) => outcome !== 'pending');
      expect(new Set(outcomes.slice(end)).size).toBe(1);
    }),
  );
});
