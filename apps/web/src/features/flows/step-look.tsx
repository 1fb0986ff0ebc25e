import type { FlowStep } from '@perdura/definition';
import { CircleOff, Zap } from 'lucide-react';
import { NodeTypeIcon } from '../../components/node-types.tsx';
import { t } from '../../lib/language.ts';
import { shortPieceName } from '../../lib/piece-queries.ts';

const NODE_TYPES = { PIECE: 'piece', CODE: 'code-step', LOOP_ON_ITEMS: 'loop', ROUTER: 'router' } as const;

/** The mark of a step's kind. */
export function StepIcon({ step }: { step: FlowStep }) {
  if (step.type !== 'EMPTY' && step.type !== 'PIECE_TRIGGER') return <NodeTypeIcon type={NODE_TYPES[step.type]} />;
  const Icon = step.type === 'EMPTY' ? CircleOff : Zap;
  return (
    <span
      aria-hidden
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-md bg-amber-100 text-amber-800 dark:bg-amber-950 dark:text-amber-300"
    >
      <Icon className="size-4" />
    </span>
  );
}

/** What a step does, in a line: its piece and what of it, the list of a loop, how a router chooses. */
export function stepDetail(step: FlowStep): string {
  switch (step.type) {
    case 'EMPTY':
      return t('noTrigger');
    case 'PIECE_TRIGGER':
      return pieceText(step.settings.pieceName, step.settings.triggerName, step.settings.pieceVersion);
    case 'PIECE':
      return pieceText(step.settings.pieceName, step.settings.actionName, step.settings.pieceVersion);
    case 'CODE':
      return t('kindCODE');
    case 'LOOP_ON_ITEMS':
      return `${t('eachRound')} ${step.settings.items || '…'}`;
    case 'ROUTER':
      return step.settings.executionType === 'EXECUTE_ALL_MATCH' ? t('allMatch') : t('firstMatch');
  }
}

function pieceText(name: string, part: string | undefined, version: string): string {
  return `${shortPieceName(name)} · ${part || '…'} · ${version}`;
}
