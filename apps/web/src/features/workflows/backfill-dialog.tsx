import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatNumber, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import { instantOf, localTimeOf } from '../../lib/zones.ts';

interface BackfillDialogProps {
  workflowId: string;
  /** The zone in which the times are written. */
  zone: string;
  onClose: () => void;
}

const DAY_MS = 86_400_000;

/** Makes up for times of a schedule that have passed. */
export function BackfillDialog({ workflowId, zone, onClose }: BackfillDialogProps) {
  const [from, setFrom] = useState(() => localTimeOf(new Date(Date.now() - DAY_MS), zone));
  const [to, setTo] = useState(() => localTimeOf(new Date(), zone));
  const [again, setAgain] = useState(false);
  const [atOnce, setAtOnce] = useState('');
  const backfill = useMutation({
    mutationFn: () => {
      const concurrency = atOnce === '' ? undefined : Number(atOnce);
      const body = { from: instantOf(from, zone), to: instantOf(to, zone), ...(again ? { again } : {}), concurrency };
      return callApi<{ fires: number; started: number }>('POST', `/v1/workflows/${workflowId}/schedule/backfill`, body);
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['workflow', workflowId] }),
  });
  return (
    <Dialog title={`${t('backfill')} · ${zone}`} onClose={onClose}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          backfill.mutate();
        }}
      >
        <p className="text-sm text-muted">{t('backfillHint')}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={t('backfillFrom')}
            type="datetime-local"
            required
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          <TextField
            label={t('backfillTo')}
            type="datetime-local"
            required
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
          <TextField
            label={t('backfillAtOnce')}
            type="number"
            min={1}
            max={1000}
            value={atOnce}
            onChange={(event) => setAtOnce(event.target.value)}
          />
        </div>
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={again} onChange={(event) => setAgain(event.target.checked)} />
          {t('backfillAgain')}
        </label>
        <Problem error={backfill.error} />
        <p role="status" className="text-sm text-emerald-700 dark:text-emerald-400">
          {backfill.data !== undefined &&
            `${t('backfillDone')}: ${formatNumber(backfill.data.fires)} · ${t('backfillStarted')}: ${formatNumber(backfill.data.started)}`}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button type="submit" tone="accent" disabled={backfill.isPending || backfill.isSuccess}>
            {t('backfill')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
