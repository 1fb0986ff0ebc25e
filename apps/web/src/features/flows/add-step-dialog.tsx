import { useMutation } from '@tanstack/react-query';
import { PiecePicker } from '../../components/piece-picker.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { operateFlow } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import type { Flow } from '../../lib/resources.ts';
import { newPieceStep, newPlainStep, PLAIN_KINDS } from './new-steps.ts';
import { freeStepName, type StepPlace } from './step-places.ts';

interface AddStepDialogProps {
  flow: Flow;
  place: StepPlace;
  onClose: () => void;
  onAdded: (name: string) => void;
}

/** Puts a new step somewhere: code, a loop, a router, or an action of a piece. */
export function AddStepDialog({ flow, place, onClose, onAdded }: AddStepDialogProps) {
  const adding = useMutation({
    mutationFn: async (stepOf: (name: string) => object) => {
      const { parentStep, location, branchIndex } = place;
      const name = freeStepName(flow.version.trigger);
      const request = { parentStep, stepLocationRelativeToParent: location, branchIndex, action: stepOf(name) };
      await operateFlow(flow.id, 'ADD_ACTION', request);
      return name;
    },
    onSuccess: (name) => {
      onClose();
      onAdded(name);
    },
  });
  return (
    <Dialog title={t('addStep')} onClose={onClose}>
      <div className="space-y-3">
        <div className="flex flex-wrap gap-2">
          {PLAIN_KINDS.map((kind) => (
            <Button
              key={kind}
              disabled={adding.isPending}
              onClick={() => adding.mutate((name) => newPlainStep(kind, name))}
            >
              {t(`kind${kind}`)}
            </Button>
          ))}
        </div>
        <Problem error={adding.error} />
        <PiecePicker
          kind="actions"
          onPick={(picked) => {
            if (!adding.isPending) adding.mutate((name) => newPieceStep(picked, name));
          }}
        />
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
