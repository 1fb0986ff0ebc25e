import { useMutation } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { FlowRun, Run } from '../../lib/resources.ts';
import { isOver } from '../../lib/run-status.ts';
import { FlowRunActions } from './flow-run-actions.tsx';
import { RunRepetition } from './run-repetition.tsx';

/** Holds a live run, lets it go on, or ends it: politely, so that its steps can stop, or at once. Repeats an ended one. */
export function RunActions({ run, flowRun }: { run: Run; flowRun: FlowRun | null | undefined }) {
  const command = useMutation({
    mutationFn: (action: 'cancel' | 'terminate' | 'pause' | 'resume') =>
      callApi('POST', `/v1/runs/${run._id}/${action}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['run', run._id] }),
  });
  if (isOver(run.status)) {
    if (flowRun === undefined) return null;
    if (flowRun === null) return <RunRepetition run={run} />;
    return <FlowRunActions run={flowRun} hasFailed={run.status !== 'completed'} />;
  }
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap justify-end gap-2">
        {run.paused ? (
          <Button needs="operator" tone="accent" disabled={command.isPending} onClick={() => command.mutate('resume')}>
            <Play aria-hidden className="size-4" />
            {t('resume')}
          </Button>
        ) : (
          <Button needs="operator" disabled={command.isPending} onClick={() => command.mutate('pause')}>
            <Pause aria-hidden className="size-4" />
            {t('pause')}
          </Button>
        )}
        <Button
          needs="operator"
          disabled={command.isPending}
          onClick={() => window.confirm(t('confirmCancel')) && command.mutate('cancel')}
        >
          {t('cancelRun')}
        </Button>
        <Button
          needs="operator"
          tone="danger"
          disabled={command.isPending}
          onClick={() => window.confirm(t('confirmTerminate')) && command.mutate('terminate')}
        >
          {t('terminate')}
        </Button>
      </div>
      <Problem error={command.error} />
    </div>
  );
}
