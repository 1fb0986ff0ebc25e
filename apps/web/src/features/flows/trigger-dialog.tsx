import { useMutation } from '@tanstack/react-query';
import { PiecePicker } from '../../components/piece-picker.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { operateFlow } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import type { Flow } from '../../lib/resources.ts';
import { newTrigger } from './new-steps.ts';

interface TriggerDialogProps {
  flow: Flow;
  onClose: () => void;
  onChosen: () => void;
}

/** Chooses what starts a flow; its steps stay. */
export function TriggerDialog({ flow, onClose, onChosen }: TriggerDialogProps) {
  const choosing = useMutation({
    mutationFn: (trigger: object) => operateFlow(flow.id, 'UPDATE_TRIGGER', trigger),
    onSuccess: () => {
      onClose();
      onChosen();
    },
  });
  return (
    <Dialog title={t('chooseTrigger')} onClose={onClose}>
      <div className="space-y-3">
        <Problem error={choosing.error} />
        <PiecePicker
          kind="triggers"
          onPick={(picked) => {
            if (!choosing.isPending) choosing.mutate(newTrigger(picked));
          }}
        />
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
