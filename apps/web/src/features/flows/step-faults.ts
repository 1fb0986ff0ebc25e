import type { FlowStep, FlowTrigger, PieceFields } from '@perdura/definition';
import { flowSteps } from '@perdura/definition/flow-steps';
import { flowFaults, type StepFault } from '@perdura/definition/flow-validity';
import { useQueries } from '@tanstack/react-query';
import { metadataOf, pieceDetail } from '../../lib/piece-queries.ts';

type PieceStep = Pick<PieceFields, 'pieceName' | 'pieceVersion'>;

/** Why steps of a flow cannot run as they are; nothing until all pieces that this depends on are known. */
export function useStepFaults(trigger: FlowTrigger): StepFault[] {
  const unfinished = flowSteps(trigger).filter((step) => !step.valid);
  const wanted = [...new Map(unfinished.flatMap(pieceOf).map((piece) => [keyOf(piece), piece])).values()];
  const queries = useQueries({
    queries: wanted.map(({ pieceName, pieceVersion }) => pieceDetail(pieceName, pieceVersion)),
  });
  if (unfinished.length === 0 || queries.some(({ isPending }) => isPending)) return [];
  const found = new Map(wanted.map((piece, position) => [keyOf(piece), queries[position]?.data]));
  const faults = flowFaults(trigger, (step) => {
    const piece = found.get(keyOf(step));
    return piece === undefined ? null : metadataOf(piece);
  });
  const names = new Set(unfinished.map(({ name }) => name));
  return faults.filter(({ step }) => names.has(step));
}

function pieceOf(step: FlowStep): PieceStep[] {
  return step.type === 'PIECE' || step.type === 'PIECE_TRIGGER' ? [step.settings] : [];
}

function keyOf({ pieceName, pieceVersion }: PieceStep): string {
  return `${pieceName}@${pieceVersion}`;
}
