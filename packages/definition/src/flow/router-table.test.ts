import type { RouterOperator } from './flow.ts';
import { NO_BRANCH, type RenderedBranch, type RenderedCondition, routerLabel, routerOutcome } from './router.ts';

type Value = RenderedCondition['firstValue'];
/** First operand, second operand, whether it holds; `case`: whether it does where case counts. */
type Row = readonly [first: Value, second: Value, expected: boolean, sensitive?: boolean];

const TEXT_CONTAINS: Row[] = [
  ['hello world', 'lo wo', true],
  ['hello', 'hello', true],
  ['hello', 'hello!', false],
  ['Hello World', 'WORLD', true, false],
  ['hello', '', true],
  ['', '', true],
  ['', 'x', false],
  [undefined, undefined, true],
  [undefined, 'x', false],
  ['x', undefined, true],
  [null, 'ul', true],
  [null, '', true],
  [0, '0', true],
  [1234, 23, true],
  [false, 'als', true],
  [true, true, true],
  [{ id: 'Ab' }, '"id":"ab"', true, false],
  [['x', 'y'], '"y"', true],
  [['x', 'y'], 'x,y', false],
  ['{"a":1}', { a: 1 }, true],
  ['ÄÖÜ', 'äöü', true, false],
  ['日本語', '本', true],
  ['👩‍👩‍👧', '👩', true],
  ['straße', 'STRASSE', false],
  ['a\nb', '\n', true],
  ['12.50', 12.5, true],
];

const TEXT_EXACTLY_MATCHES: Row[] = [
  ['abc', 'abc', true],
  ['abc', 'ABC', true, false],
  ['abc', 'abc ', false],
  ['', '', true],
  ['', undefined, true],
  [undefined, undefined, true],
  [null, 'null', true],
  [null, '', false],
  [null, undefined, false],
  [5, '5', true],
  [5, '5.0', false],
  ['5', 5, true],
  [0, '', false],
  [false, 'false', true],
  [false, 'False', true, false],
  [true, 1, false],
  [[1, 2], '[1,2]', true],
  [[1, 2], '[1, 2]', false],
  [[], '[]', true],
  [{}, '{}', true],
  [{ a: 1, b: 2 }, { a: 1, b: 2 }, true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
  ['É', 'é', true, false],
  ['e\u0301', 'é', false],
  ['"a"', 'a', false],
];

const TEXT_START_WITH: Row[] = [
  ['hello', 'he', true],
  ['hello', 'lo', false],
  ['Hello', 'hE', true, false],
  ['hello', '', true],
  ['', 'h', false],
  [undefined, 'u', false],
  [null, 'nu', true],
  [123, 1, true],
  [123, '2', false],
  [-1, '-', true],
  [true, 'tr', true],
  [[1], '[', true],
  [{ a: 1 }, '{"a', true],
  ['{{x', '{{', true],
  ['Ω mega', 'ω', true, false],
  [' hello', 'hello', false],
];

const TEXT_ENDS_WITH: Row[] = [
  ['hello', 'lo', true],
  ['hello', 'he', false],
  ['HELLO', 'lo', true, false],
  ['hello', '', true],
  ['', 'o', false],
  [undefined, undefined, true],
  [null, 'll', true],
  [123, 23, true],
  [1.5, '.5', true],
  [false, 'se', true],
  [[1, 2], '2]', true],
  [{ a: 'B' }, '"b"}', true, false],
  ['file.PDF', '.pdf', true, false],
  ['hello ', 'hello', false],
];

const LIST_CONTAINS: Row[] = [
  [['a', 'b'], 'a', true],
  [['a', 'b'], 'c', false],
  [['a', 'b'], 'A', true, false],
  [['ab'], 'a', false],
  [[1, 2], 1, true],
  [[1, 2], '1', true],
  [['1'], 1, true],
  [[], 'a', false],
  [[], undefined, false],
  [[''], '', true],
  [[null], 'null', true],
  [[null], '', false],
  [[true], 'TRUE', true, false],
  [[{ a: 1 }], '{"a":1}', true],
  [[{ a: 1 }], { a: 1 }, true],
  [[['x']], '["x"]', true],
  ['["a","b"]', 'b', true],
  ['["a","b"]', 'B', true, false],
  [' [1, 2] ', 2, true],
  ['a', 'a', true],
  ['a,b', 'a', false],
  ['[a,b]', 'a', false],
  ['5', 5, true],
  ['"a"', 'a', true],
  ['true', true, true],
  ['{"a":1}', '{"a":1}', true],
  ['', '', true],
  [7, '7', true],
  [false, 'false', true],
  [null, 'null', true],
  [undefined, '', true],
  [{ a: 1 }, 'a', false],
  [{ a: 1 }, '{"a":1}', true],
  [['日', '本'], '本', true],
];

const EXISTS: Row[] = [
  ['x', undefined, true],
  ['', undefined, false],
  [' ', undefined, true],
  [null, undefined, false],
  [undefined, undefined, false],
  [0, undefined, true],
  [false, undefined, true],
  [[], undefined, true],
  [{}, undefined, true],
  ['null', undefined, true],
];

const LIST_IS_EMPTY: Row[] = [
  [[], undefined, true],
  [[1], undefined, false],
  [[null], undefined, false],
  ['[]', undefined, true],
  [' [ ] ', undefined, true],
  ['[1]', undefined, false],
  ['', undefined, false],
  ['x', undefined, false],
  ['{}', undefined, false],
  [{}, undefined, false],
  [null, undefined, false],
  [undefined, undefined, false],
  [0, undefined, false],
  [false, undefined, false],
];

const LIST_IS_NOT_EMPTY: Row[] = [
  [[], undefined, false],
  [[1], undefined, true],
  [[null], undefined, true],
  ['[]', undefined, false],
  ['[""]', undefined, true],
  ['x', undefined, false],
  ['', undefined, false],
  ['"x"', undefined, false],
  [{ a: 1 }, undefined, false],
  [null, undefined, false],
  [undefined, undefined, false],
  [3, undefined, false],
];

const BOOLEAN_IS_TRUE: Row[] = [
  [true, undefined, true],
  [false, undefined, false],
  ['true', undefined, true],
  ['false', undefined, true],
  ['', undefined, false],
  ['0', undefined, true],
  [0, undefined, false],
  [1, undefined, true],
  [-1, undefined, true],
  [Number.NaN, undefined, false],
  [null, undefined, false],
  [undefined, undefined, false],
  [[], undefined, true],
  [{}, undefined, true],
];

/** Whether the first is greater, whether it is less, whether both are equal. */
const NUMBERS: (readonly [first: Value, second: Value, is: '>' | '<' | '=' | 'none'])[] = [
  [2, 1, '>'],
  [1, 2, '<'],
  [1, 1, '='],
  ['2', '10', '<'],
  ['2', 10, '<'],
  [10, '9', '>'],
  ['1.50', '1.5', '='],
  [' 7 ', 7, '='],
  ['1e3', 1000, '='],
  ['0x10', 16, '='],
  ['-5', '-4', '<'],
  [0, -0, '='],
  ['', 0, '='],
  [null, 0, '='],
  [null, '', '='],
  [true, 1, '='],
  [false, '0', '='],
  [undefined, 0, 'none'],
  [undefined, undefined, '='],
  [undefined, null, 'none'],
  ['abc', 'abc', '='],
  ['abc', 'abd', '<'],
  ['b', 'a', '>'],
  ['abc', 1, 'none'],
  [1, 'abc', 'none'],
  ['1,000', 1000, 'none'],
  ['5 apples', 5, 'none'],
  ['Infinity', 1e308, '>'],
  ['-Infinity', 0, '<'],
  [[5], 5, '='],
  [[], 0, '='],
  [[1, 2], 1, 'none'],
  [['a'], 'a', '='],
  [{ a: 1 }, { a: 1 }, 'none'],
  [{ a: 1 }, 1, 'none'],
  [{ toString: 1, valueOf: 1 }, 1, 'none'],
  [0.1, '0.10', '='],
  ['9007199254740993', '9007199254740992', '='],
  ['2024-01-02', '2024-01-01', '>'],
];

/** How the first stands to the second; `none`: one of them is no date. */
const DATES: (readonly [first: Value, second: Value, is: 'before' | 'same' | 'after' | 'none'])[] = [
  ['2024-01-01', '2024-01-02', 'before'],
  ['2024-01-02', '2024-01-01', 'after'],
  ['2024-01-01', '2024-01-01', 'same'],
  ['2024-01-01', '2024-01-01T00:00:00Z', 'same'],
  ['2024-01-01T10:00:00Z', '2024-01-01T12:00:00+02:00', 'same'],
  ['2024-01-01T10:00:00.001Z', '2024-01-01T10:00:00Z', 'after'],
  ['2024-01-01 09:59', '2024-01-01T10:00:00Z', 'before'],
  ['2024/03/01', '2024-03-01', 'same'],
  ['20240301', '2024-03-01', 'same'],
  ['2024', '2023-12-31', 'after'],
  ['Tue, 02 Jan 2024 00:00:00 GMT', '2024-01-02', 'same'],
  [0, '1970-01-01', 'same'],
  [1_704_067_200_000, '2024-01-01', 'same'],
  [1_704_067_200_001, 1_704_067_200_000, 'after'],
  ['no date', '2024-01-01', 'none'],
  ['2024-01-01', 'no date', 'none'],
  ['no date', 'no date', 'none'],
  ['', '2024-01-01', 'none'],
  [null, '2024-01-01', 'none'],
  [undefined, '2024-01-01', 'none'],
  ['2024-01-01', undefined, 'none'],
  [true, '2024-01-01', 'none'],
  [['2024-01-01'], '2024-01-01', 'none'],
  [{}, {}, 'none'],
  [Number.NaN, '2024-01-01', 'none'],
];

interface Case {
  condition: RenderedCondition;
  expected: boolean;
}

function cases(operator: RouterOperator, rows: readonly Row[], opposite?: RouterOperator): Case[] {
  return rows.flatMap(([firstValue, secondValue, expected, sensitive = expected]) => {
    const both = (of: RouterOperator, is: (held: boolean) => boolean): Case[] => [
      { condition: { firstValue, secondValue, operator: of }, expected: is(expected) },
      { condition: { firstValue, secondValue, operator: of, caseSensitive: true }, expected: is(sensitive) },
    ];
    return [...both(operator, (held) => held), ...(opposite === undefined ? [] : both(opposite, (held) => !held))];
  });
}

function compared<Relation extends string>(
  operator: RouterOperator,
  rows: readonly (readonly [Value, Value, Relation])[],
  relation: Relation,
): Case[] {
  return cases(
    operator,
    rows.map(([first, second, is]): Row => [first, second, is === relation]),
  );
}

const CASES: Case[] = [
  ...cases('TEXT_CONTAINS', TEXT_CONTAINS, 'TEXT_DOES_NOT_CONTAIN'),
  ...cases('TEXT_EXACTLY_MATCHES', TEXT_EXACTLY_MATCHES, 'TEXT_DOES_NOT_EXACTLY_MATCH'),
  ...cases('TEXT_START_WITH', TEXT_START_WITH, 'TEXT_DOES_NOT_START_WITH'),
  ...cases('TEXT_ENDS_WITH', TEXT_ENDS_WITH, 'TEXT_DOES_NOT_END_WITH'),
  ...cases('LIST_CONTAINS', LIST_CONTAINS, 'LIST_DOES_NOT_CONTAIN'),
  ...cases('LIST_IS_EMPTY', LIST_IS_EMPTY),
  ...cases('LIST_IS_NOT_EMPTY', LIST_IS_NOT_EMPTY),
  ...cases('EXISTS', EXISTS, 'DOES_NOT_EXIST'),
  ...cases('BOOLEAN_IS_TRUE', BOOLEAN_IS_TRUE, 'BOOLEAN_IS_FALSE'),
  ...compared('NUMBER_IS_GREATER_THAN', NUMBERS, '>'),
  ...compared('NUMBER_IS_LESS_THAN', NUMBERS, '<'),
  ...compared('NUMBER_IS_EQUAL_TO', NUMBERS, '='),
  ...compared('DATE_IS_BEFORE', DATES, 'before'),
  ...compared('DATE_IS_EQUAL', DATES, 'same'),
  ...compared('DATE_IS_AFTER', DATES, 'after'),
];

function when(...conditions: RenderedCondition[][]): RenderedBranch {
  return { branchType: 'CONDITION', branchName: 'when', conditions };
}

function evaluation(branch: RenderedBranch): boolean | undefined {
  return routerOutcome({ executionType: 'EXECUTE_ALL_MATCH', branches: [branch] }).branches[0]?.evaluation;
}

test('the table is as large as it says, and has every operator', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(700);
  const rows = new Set(CASES.map(({ condition: { caseSensitive: _, ...row } }) => JSON.stringify(row)));
  expect(rows.size).toBeGreaterThanOrEqual(250);
  expect(new Set(CASES.map(({ condition }) => condition.operator)).size).toBe(22);
});

// One test for each operator, so that a fault names its rows and the list of tests stays short.
test.each([...new Set(CASES.map(({ condition }) => condition.operator))])('%s holds as the table says', (operator) => {
  const rows = CASES.filter(({ condition }) => condition.operator === operator);
  const found = rows.map(({ condition }) => ({ condition, expected: evaluation(when([condition])) }));
  expect(found).toEqual(rows);
});

test('without an operator a condition asks whether the text contains the other', () => {
  expect(evaluation(when([{ firstValue: 'hello', secondValue: 'ELL' }]))).toBe(true);
  expect(evaluation(when([{ firstValue: 'hello', secondValue: 'x' }]))).toBe(false);
});

const YES: RenderedCondition = { firstValue: 'x', operator: 'EXISTS' };
const NO: RenderedCondition = { firstValue: 'x', operator: 'DOES_NOT_EXIST' };

test.each<[string, RenderedCondition[][], boolean]>([
  ['one that holds', [[YES]], true],
  ['one that does not', [[NO]], false],
  ['and: both hold', [[YES, YES]], true],
  ['and: the second does not', [[YES, NO]], false],
  ['and: the first does not', [[NO, YES]], false],
  ['or: the first holds', [[YES], [NO]], true],
  ['or: the second holds', [[NO], [YES]], true],
  ['or: none holds', [[NO], [NO]], false],
  [
    'or of ands: none holds wholly',
    [
      [YES, NO],
      [NO, YES],
    ],
    false,
  ],
  [
    'or of ands: the last holds wholly',
    [
      [YES, NO],
      [YES, YES],
    ],
    true,
  ],
  ['nothing at all', [], false],
  ['an empty list that must hold wholly', [[]], true],
  ['an empty list beside one that does not hold', [[NO], []], true],
])('conditions: %s', (_, conditions, expected) => {
  expect(evaluation(when(...conditions))).toBe(expected);
});

const FALLBACK: RenderedBranch = { branchType: 'FALLBACK', branchName: 'else' };
const [T, F, E] = [when([YES]), when([NO]), FALLBACK];

/** Branches, which hold, which are run by the first match, which by all. */
test.each<[string, RenderedBranch[], boolean[], number[], number[]]>([
  ['no branch', [], [], [], []],
  ['none holds', [F, F], [false, false], [], []],
  ['one holds', [F, T], [false, true], [2], [2]],
  ['several hold', [T, F, T], [true, false, true], [1], [1, 3]],
  ['fallback last, none else holds', [F, F, E], [false, false, true], [3], [3]],
  ['fallback last, another holds', [F, T, E], [false, true, false], [2], [2]],
  ['fallback first, none else holds', [E, F], [true, false], [1], [1]],
  ['fallback first, another holds', [E, T], [false, true], [2], [2]],
  ['fallback alone', [E], [true], [1], [1]],
  ['two fallbacks', [E, F, E], [false, false, false], [], []],
  ['all hold', [T, T, T], [true, true, true], [1], [1, 2, 3]],
  ['a branch without conditions', [when(), E], [false, true], [2], [2]],
  ['a branch with an empty condition list', [when([]), E], [true, false], [1], [1]],
])('branches: %s', (_, branches, evaluations, first, all) => {
  const outcome = routerOutcome({ executionType: 'EXECUTE_FIRST_MATCH', branches });
  expect(outcome.branches).toEqual(
    branches.map(({ branchName }, index) => ({ branchName, branchIndex: index + 1, evaluation: evaluations[index] })),
  );
  expect(outcome.taken).toEqual(first);
  expect(routerOutcome({ executionType: 'EXECUTE_ALL_MATCH', branches }).taken).toEqual(all);
});

test('the label names the branches that are run, and says when there is none', () => {
  expect([routerLabel([2]), routerLabel([1, 3]), routerLabel([])]).toEqual(['2', '1,3', NO_BRANCH]);
});
