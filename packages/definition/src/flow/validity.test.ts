import type { FlowAction, FlowTrigger } from './flow.ts';
import type { PieceMetadata, PieceProperty } from './piece-metadata.ts';
import { flowFaults, isFlowValid, withValidity } from './validity.ts';

const property = (rest: Partial<PieceProperty> = {}): PieceProperty => ({
  type: 'SHORT_TEXT',
  displayName: 'Field',
  required: true,
  ...rest,
});

const PIECE: PieceMetadata = {
  ...{ name: 'piece', version: '1.0.0', displayName: 'Piece', description: '', logoUrl: '', authors: [] },
  categories: [],
  auth: [{ type: 'SECRET_TEXT', displayName: 'Token', required: true }],
  actions: {
    plain: action('plain', { text: property(), kind: property({ defaultValue: 'a' }) }, false),
    guarded: action('guarded', {}, true),
    odd: action('odd', {
      note: property({ type: 'MARKDOWN' }),
      flag: property({ type: 'CHECKBOX' }),
      fields: property({ type: 'DYNAMIC' }),
      free: property({ required: false }),
    }),
  },
  triggers: {},
};

function action(name: string, props: Record<string, PieceProperty>, requireAuth = false) {
  return { name, displayName: name, description: '', props, requireAuth };
}

const lookup = ({ pieceName }: { pieceName: string }) => (pieceName === 'piece' ? PIECE : null);

function flowOf(nextAction: FlowAction): FlowTrigger {
  return { name: 'trigger', type: 'EMPTY', displayName: 'Trigger', valid: false, settings: {}, nextAction };
}

function piece(actionName: string | undefined, input: Record<string, string> = {}, pieceName = 'piece'): FlowAction {
  const settings = { pieceName, pieceVersion: '1.0.0', input, ...(actionName === undefined ? {} : { actionName }) };
  return { name: 'step', type: 'PIECE', displayName: 'Step', valid: true, settings };
}

function reasonOf(step: FlowAction): string | null {
  const faults = flowFaults(flowOf(step), lookup);
  return faults.find((fault) => fault.step === 'step')?.reason ?? null;
}

const CODE: FlowAction = {
  ...{ name: 'step', type: 'CODE', displayName: 'Step', valid: false },
  settings: { sourceCode: { code: 'export const code = () => 1;', packageJson: '{}' }, input: {} },
};

test.each<[string, FlowAction, RegExp | null]>([
  ['a property that is there, and one with a default', piece('plain', { text: 'x' }), null],
  ['a required property that is missing', piece('plain', { text: '' }), /input has no text$/],
  ['a connection that is missing', piece('guarded'), /needs a connection/],
  ['a connection', piece('guarded', { auth: "{{connections['a']}}" }), null],
  ['properties of which nothing can be asked', piece('odd'), null],
  ['an action that there is not', piece('constructor'), /has no action "constructor"/],
  ['no action', piece(undefined), /no action of piece is chosen/],
  ['a piece that there is not', piece('plain', {}, 'none'), /there is no piece none/],
  ['code', CODE, null],
  ['no code', { ...CODE, settings: { sourceCode: { code: ' ', packageJson: '{}' }, input: {} } }, /no code/],
  [
    'a loop without items',
    { name: 'step', type: 'LOOP_ON_ITEMS', displayName: 'Step', valid: true, settings: { items: '' } },
    /no items/,
  ],
  ['a router whose second value is empty', routerOf('{{trigger.a}}'), null],
  ['a router with an unfinished condition', routerOf(''), /unfinished condition/],
])('%s', (_what, step, reason) => {
  if (reason === null) expect(reasonOf(step)).toBeNull();
  else expect(reasonOf(step)).toMatch(reason);
  const trigger = withValidity(flowOf(step), lookup);
  expect(trigger.nextAction?.valid).toBe(reason === null);
});

test('a flow is valid when each step is, or is skipped; without a trigger it never is', () => {
  const trigger: FlowTrigger = { ...flowOf({ ...piece(undefined), valid: false, skip: true }), valid: true };
  expect(isFlowValid(trigger)).toBe(true);
  expect(isFlowValid({ ...trigger, nextAction: { ...CODE, valid: false } })).toBe(false);
  expect(isFlowValid(withValidity(flowOf(CODE), lookup))).toBe(false);
});

function routerOf(firstValue: string): FlowAction {
  const conditions = [[{ firstValue, secondValue: '', operator: 'TEXT_CONTAINS' as const }]];
  return {
    ...{ name: 'step', type: 'ROUTER', displayName: 'Step', valid: true, children: [null] },
    settings: {
      executionType: 'EXECUTE_FIRST_MATCH',
      branches: [{ branchType: 'CONDITION', branchName: 'A', conditions }],
    },
  };
}
