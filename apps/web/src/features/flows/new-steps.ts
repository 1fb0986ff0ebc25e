import type { PickedPart } from '../../components/piece-picker.tsx';
import { t } from '../../lib/language.ts';

export const PLAIN_KINDS = ['CODE', 'LOOP_ON_ITEMS', 'ROUTER'] as const;
export type PlainKind = (typeof PLAIN_KINDS)[number];

const CODE = 'export const code = async (inputs) => {\n  return inputs;\n};\n';

/** Settings that a new step of each kind begins with. */
const SETTINGS: Record<PlainKind, object> = {
  CODE: { sourceCode: { code: CODE, packageJson: '{}' }, input: {} },
  LOOP_ON_ITEMS: { items: '' },
  ROUTER: {
    executionType: 'EXECUTE_FIRST_MATCH',
    branches: [
      {
        branchType: 'CONDITION',
        branchName: 'Branch 1',
        conditions: [[{ firstValue: '', operator: 'TEXT_EXACTLY_MATCHES', secondValue: '', caseSensitive: false }]],
      },
      { branchType: 'FALLBACK', branchName: 'Otherwise' },
    ],
  },
};

/** A step without a piece, to be filled in. */
export function newPlainStep(kind: PlainKind, name: string): object {
  const children = kind === 'ROUTER' ? { children: [null, null] } : {};
  return { type: kind, name, displayName: t(`kind${kind}`), valid: false, settings: SETTINGS[kind], ...children };
}

/** A step that does an action of a piece. */
export function newPieceStep(picked: PickedPart, name: string): object {
  const { displayName, part: actionName } = picked;
  return { type: 'PIECE', name, displayName, valid: false, settings: { ...pieceSettings(picked), actionName } };
}

/** A trigger of a piece. */
export function newTrigger(picked: PickedPart): object {
  const { displayName, part: triggerName } = picked;
  const settings = { ...pieceSettings(picked), triggerName };
  return { type: 'PIECE_TRIGGER', name: 'trigger', displayName, valid: false, settings };
}

function pieceSettings({ pieceName, pieceVersion }: PickedPart): object {
  return { pieceName, pieceVersion, input: {}, propertySettings: {} };
}
