import type { FlowAction, FlowStep } from '@perdura/definition';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Select } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { operateFlow } from '../../lib/flow-queries.ts';
import { type TextKey, t } from '../../lib/language.ts';
import type { Flow } from '../../lib/resources.ts';
import { placesToMove, type StepPlace } from './step-places.ts';

interface StepActionsProps {
  flow: Flow;
  step: FlowStep;
  onGone: () => void;
}

/** Moves, copies, skips or removes a step; nothing for triggers. */
export function StepActions({ flow, step, onGone }: StepActionsProps) {
  if (step.type === 'EMPTY' || step.type === 'PIECE_TRIGGER') return null;
  return <ActionButtons flow={flow} step={step} onGone={onGone} />;
}

function ActionButtons({ flow, step, onGone }: StepActionsProps & { step: FlowAction }) {
  const { name, skip = false } = step;
  const [isMoving, setIsMoving] = useState(false);
  const operation = useMutation({
    mutationFn: ({ type, request }: { type: string; request: object }) => operateFlow(flow.id, type, request),
  });
  const removal = useMutation({
    mutationFn: () => operateFlow(flow.id, 'DELETE_ACTION', { names: [name] }),
    onSuccess: onGone,
  });
  const isBusy = operation.isPending || removal.isPending;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        <Button needs="editor" disabled={isBusy} onClick={() => setIsMoving(true)}>
          {t('moveStep')}
        </Button>
        <Button
          needs="editor"
          disabled={isBusy}
          onClick={() => operation.mutate({ type: 'DUPLICATE_ACTION', request: { stepName: name } })}
        >
          {t('duplicate')}
        </Button>
        <Button
          needs="editor"
          disabled={isBusy}
          onClick={() => operation.mutate({ type: 'SET_SKIP_ACTION', request: { names: [name], skip: !skip } })}
        >
          {skip ? t('unskip') : t('skipTheStep')}
        </Button>
        <Button
          needs="editor"
          tone="danger"
          disabled={isBusy}
          onClick={() => window.confirm(t('confirmRemove')) && removal.mutate()}
        >
          {t('remove')}
        </Button>
      </div>
      <Problem error={operation.error ?? removal.error} />
      {isMoving && <MoveDialog flow={flow} step={step} onClose={() => setIsMoving(false)} />}
    </div>
  );
}

function MoveDialog({ flow, step, onClose }: { flow: Flow; step: FlowAction; onClose: () => void }) {
  const places = placesToMove(flow.version.trigger, step);
  const [chosen, setChosen] = useState(0);
  const moving = useMutation({
    mutationFn: async () => {
      const place = places[chosen]?.place;
      if (place === undefined) return;
      const { parentStep: newParentStep, location, branchIndex } = place;
      const request = { name: step.name, newParentStep, stepLocationRelativeToNewParent: location, branchIndex };
      await operateFlow(flow.id, 'MOVE_ACTION', request);
    },
    onSuccess: onClose,
  });
  return (
    <Dialog title={`${t('moveStep')}: ${step.displayName}`} onClose={onClose}>
      <div className="space-y-3">
        <Select
          label={t('moveStepTo')}
          value={String(chosen)}
          onChange={(value) => setChosen(Number(value))}
          options={places.map(
            ({ step: parent, place }, position) => [String(position), placeText(parent, place)] as const,
          )}
        />
        <Problem error={moving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" disabled={moving.isPending} onClick={() => moving.mutate()}>
            {t('moveStep')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

const PLACE_TEXTS: Record<StepPlace['location'], TextKey> = {
  AFTER: 'placeAfter',
  INSIDE_LOOP: 'placeLoop',
  INSIDE_BRANCH: 'placeBranch',
  INSIDE_ON_SUCCESS_BRANCH: 'placeSuccess',
  INSIDE_ON_FAILURE_BRANCH: 'placeFailure',
};

function placeText(parent: FlowStep, { location, branchIndex = 0 }: StepPlace): string {
  const branch = parent.type === 'ROUTER' ? parent.settings.branches[branchIndex]?.branchName : undefined;
  const detail = location === 'INSIDE_BRANCH' && branch !== undefined ? `${branch} · ` : '';
  return `${t(PLACE_TEXTS[location])} ${detail}${parent.displayName} (${parent.name})`;
}
