import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextArea } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { type TextKey, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';

type ParkedAction = 'retry' | 'skip' | 'fail';

const ACTIONS: readonly { action: ParkedAction; text: TextKey; hint: TextKey; field: 'data' | 'result' | null }[] = [
  { action: 'retry', text: 'retryStep', hint: 'retryHint', field: 'data' },
  { action: 'skip', text: 'skipStep', hint: 'skipHint', field: 'result' },
  { action: 'fail', text: 'failStep', hint: 'failHint', field: null },
];

interface ParkedPlace {
  nodeId: string;
  iteration: string;
}

/** Decides what becomes of a parked step: asks for what the decision needs first. */
export function ParkedStepActions({ runId, place }: { runId: string; place: ParkedPlace }) {
  const [chosen, setChosen] = useState<(typeof ACTIONS)[number]>();
  return (
    <div className="flex gap-2">
      {ACTIONS.map((choice) => (
        <Button
          key={choice.action}
          tone={choice.action === 'fail' ? 'danger' : 'plain'}
          aria-label={`${t(choice.text)}: ${place.nodeId} ${place.iteration}`}
          onClick={() => setChosen(choice)}
        >
          {t(choice.text)}
        </Button>
      ))}
      {chosen !== undefined && (
        <ResumeDialog runId={runId} place={place} choice={chosen} onClose={() => setChosen(undefined)} />
      )}
    </div>
  );
}

/** Runs every parked step of a run again. */
export function RetryAllButton({ runId }: { runId: string }) {
  const retry = useMutation({ mutationFn: () => resume(runId, { action: 'retry' }) });
  return (
    <>
      <Button needs="operator" disabled={retry.isPending} onClick={() => retry.mutate()}>
        {t('retryAll')}
      </Button>
      <Problem error={retry.error} />
    </>
  );
}

interface ResumeDialogProps {
  runId: string;
  place: ParkedPlace;
  choice: (typeof ACTIONS)[number];
  onClose: () => void;
}

function ResumeDialog({ runId, place, choice: { action, text, hint, field }, onClose }: ResumeDialogProps) {
  const [value, setValue] = useState('');
  const resuming = useMutation({
    mutationFn: async () => {
      const given = field === null || value.trim() === '' ? {} : { [field]: parsed(value) };
      const { nodeId, iteration } = place;
      await resume(runId, { action, nodeId, iteration, ...given });
    },
    onSuccess: onClose,
  });
  return (
    <Dialog
      title={`${t(text)}: ${place.nodeId}${place.iteration === '0' ? '' : ` · ${place.iteration}`}`}
      onClose={onClose}
    >
      <div className="space-y-3">
        {field === null ? (
          <p className="text-sm">{t(hint)}</p>
        ) : (
          <TextArea label={t(hint)} value={value} onChange={setValue} />
        )}
        <Problem error={resuming.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button
            needs="operator"
            tone={action === 'fail' ? 'danger' : 'accent'}
            disabled={resuming.isPending}
            onClick={() => resuming.mutate()}
          >
            {t(text)}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

async function resume(runId: string, body: object): Promise<void> {
  await callApi('POST', `/v1/runs/${runId}/resume`, body);
  await queryClient.invalidateQueries({ queryKey: ['run', runId] });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t('notJson'));
  }
}
