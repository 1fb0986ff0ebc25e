import { type FlowTrigger, flowTriggerSchema, type JsonObject, type JsonValue } from '@perdura/definition';
import fc from 'fast-check';
import type { FlowScript, When } from './flow-scripts.ts';

export interface FlowShape {
  /** Steps in one chain. */
  maxChain: number;
  /** How deep loops, routers and branches on failure may nest. */
  depth: number;
  /** Whether steps may fail, and end the run. */
  fails: boolean;
}

/** What starts the runs of random flows. */
export const FLOW_DATA: JsonValue = {
  body: { n: 3, text: 'Hello', yes: true, lists: [[], ['a'], ['a', 'b'], [1, 2, 3]], none: null },
};

/** Random flows of scripted steps, which read each other in many ways: before, behind, inside and around them. */
export function randomFlows(shape: FlowShape): fc.Arbitrary<FlowTrigger> {
  return looseChain(shape).map((chain) => {
    const names: string[] = [];
    name(chain, names);
    return flowTriggerSchema.parse({ type: 'EMPTY', nextAction: assemble(chain, names) });
  });
}

/** A step, and the names of all of them in their order. */
interface Reader {
  own: string;
  names: readonly string[];
}

/** A step that has no name yet, and whose references are numbers that pick among all steps. */
interface LooseStep {
  name: string;
  kind: 'CODE' | 'PIECE' | 'LOOP_ON_ITEMS' | 'ROUTER';
  skip: boolean;
  reads: number[];
  script: FlowScript;
  continues: boolean;
  all: boolean;
  branches: { condition: number; salt: number }[];
  /** Body, branches, or what follows success and failure. */
  chains: LooseStep[][];
}

function looseChain(shape: FlowShape): fc.Arbitrary<LooseStep[]> {
  return fc.array(looseStep(shape), { minLength: shape.maxChain > 2 ? 1 : 0, maxLength: shape.maxChain, size: 'max' });
}

function looseStep(shape: FlowShape): fc.Arbitrary<LooseStep> {
  const inner = { ...shape, depth: shape.depth - 1, maxChain: Math.max(1, shape.maxChain - 1) };
  const leaf = looseOf(fc.constantFrom('CODE', 'PIECE'), shape, fc.constant([]));
  if (shape.depth <= 0) return leaf;
  const chains = (minLength: number, maxLength: number) => fc.array(looseChain(inner), { minLength, maxLength });
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: looseOf(fc.constantFrom('CODE', 'PIECE'), shape, chains(2, 2)) },
    { weight: 3, arbitrary: looseOf(fc.constant('LOOP_ON_ITEMS'), shape, chains(1, 1)) },
    { weight: 3, arbitrary: looseOf(fc.constant('ROUTER'), shape, chains(0, 4)) },
  );
}

function looseOf(
  kind: fc.Arbitrary<LooseStep['kind']>,
  { fails }: FlowShape,
  chains: fc.Arbitrary<LooseStep[][]>,
): fc.Arbitrary<LooseStep> {
  const when: fc.Arbitrary<When> = fails
    ? fc.constantFrom('never', 'never', 'never', 'never', 'always', 'odd')
    : fc.constant('never');
  const stops: fc.Arbitrary<When> = fails
    ? fc.oneof({ weight: 10, arbitrary: fc.constant<When>('never') }, { weight: 1, arbitrary: when })
    : fc.constant('never');
  return fc.record({
    name: fc.constant(''),
    kind,
    skip: fc.nat(9).map((salt) => salt === 9),
    reads: fc.array(fc.nat(9_999), { maxLength: 3 }),
    script: fc.record({ fails: when, stops, list: fc.constantFrom(0, 1, 2, 2, 3, 3) }),
    continues: fc.nat(3).map((salt) => salt > 0),
    all: fc.boolean(),
    branches: fc.array(fc.record({ condition: fc.nat(9), salt: fc.nat(9_999) }), { minLength: 4, maxLength: 4 }),
    chains,
  });
}

function name(chain: LooseStep[], names: string[]): void {
  for (const step of chain) {
    step.name = `s${names.length + 1}`;
    names.push(step.name);
    for (const inner of step.chains) name(inner, names);
  }
}

function assemble(chain: readonly LooseStep[], names: readonly string[]): JsonObject | undefined {
  return chain.reduceRight<JsonObject | undefined>(
    (nextAction, step) =>
      ({ ...stepOf(step, names), skip: step.skip, ...(nextAction && { nextAction }) }) as unknown as JsonObject,
    undefined,
  );
}

function stepOf(step: LooseStep, names: readonly string[]): object {
  const chains = step.chains.map((inner) => assemble(inner, names));
  const { kind: type, name: own } = step;
  const reader: Reader = { own, names };
  switch (type) {
    case 'LOOP_ON_ITEMS':
      return { name: own, type, settings: { items: itemsOf(step, reader) }, firstLoopAction: chains[0] };
    case 'ROUTER':
      return { name: own, type, settings: routerOf(step, reader), children: chains.map((first) => first ?? null) };
    default:
      return {
        ...{
          name: own,
          type,
          settings: { ...settingsOf(step, type), input: inputOf(step, reader), ...errorsOf(step) },
        },
        ...(chains.length > 0 && { continueOnFailureBranches: { onSuccess: chains[0], onFailure: chains[1] } }),
      };
  }
}

const KINDS = {
  CODE: { sourceCode: { code: 'scripted', packageJson: '{}' } },
  PIECE: { pieceName: '@test/piece-scripted', pieceVersion: '1.2.3', actionName: 'act' },
};

/** Some pieces only compute, and may run behind others in one call. */
function settingsOf({ branches: [first] }: LooseStep, kind: keyof typeof KINDS): object {
  const computes = kind === 'PIECE' && (first?.salt ?? 0) % 2 === 0;
  return { ...KINDS[kind], ...(computes ? { pieceName: '@activepieces/piece-json' } : {}) };
}

function inputOf({ script, reads }: LooseStep, reader: Reader): JsonObject {
  return { script: { ...script }, reads: reads.map((salt) => referenceOf(salt, reader)) };
}

function errorsOf({ continues, script }: LooseStep): object {
  return script.fails === 'never' && !continues
    ? {}
    : { errorHandlingOptions: { continueOnFailure: { value: continues }, retryOnFailure: { value: false } } };
}

function itemsOf({ reads: [salt = 0], script: { list } }: LooseStep, reader: Reader): string {
  if (salt % 3 === 0) return `{{${picked(salt, reader)}.list}}`;
  if (salt % 41 === 1) return 'no list';
  return `{{trigger.body.lists[${list}]}}`;
}

function routerOf({ all, branches, chains }: LooseStep, reader: Reader): object {
  return {
    executionType: all ? 'EXECUTE_ALL_MATCH' : 'EXECUTE_FIRST_MATCH',
    branches: chains.map((_, index) => branchOf(branches[index] ?? { condition: 0, salt: 0 }, index, reader)),
  };
}

function branchOf({ condition, salt }: { condition: number; salt: number }, index: number, reader: Reader) {
  const branchName = `branch ${index + 1}`;
  if (condition === 9) return { branchType: 'FALLBACK', branchName };
  const one = conditionOf(salt, reader);
  const two = conditionOf(salt * 7 + 1, reader);
  const conditions = { 0: [[one, two]], 1: [[one], [two]], 2: [] }[condition] ?? [[one]];
  return { branchType: 'CONDITION', branchName, conditions };
}

function conditionOf(salt: number, reader: Reader) {
  const step = picked(salt, reader);
  switch (salt % 4) {
    case 0:
      return { firstValue: `{{${step}.n}}`, operator: 'NUMBER_IS_GREATER_THAN', secondValue: '2' };
    case 1:
      return { firstValue: `{{${step}}}`, operator: salt % 12 !== 1 ? 'EXISTS' : 'DOES_NOT_EXIST' };
    case 2:
      return { firstValue: `{{${step}.index}}`, operator: 'NUMBER_IS_LESS_THAN', secondValue: 2 };
    default:
      return {
        firstValue: '{{trigger.body.text}}',
        operator: 'TEXT_START_WITH',
        secondValue: salt % 12 > 3 ? 'he' : 'x',
      };
  }
}

function referenceOf(salt: number, reader: Reader): string {
  const step = picked(salt, reader);
  const other = picked(salt * 31 + 7, reader);
  const forms = [
    `{{${step}.saw}}`,
    `at {{${step}['at']}} and {{ ${other}.n }}`,
    `{{${step}}}`,
    `{{${step}.item}}`,
    `{{${step}.index}}`,
    `{{${step}.iterations[0].${other}.output.saw}}`,
    `{{${step}.iterations.length}}`,
    '{{trigger.body.lists[1][0]}}',
    `{{${step}.branches[0].evaluation}}`,
    `no reference`,
  ];
  return forms[Math.floor(salt / 13) % forms.length] ?? '';
}

/** Any step of the flow, more often one before the reader. */
function picked(salt: number, { own, names }: Reader): string {
  const before = names.indexOf(own);
  const among = salt % 5 === 0 || before === 0 ? names : names.slice(0, before);
  return among[Math.floor(salt / 5) % among.length] ?? 'nobody';
}
