import { storedId } from '@perdura/definition/wire-id';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Archive, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button, Select } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { FlowRun } from '../../lib/resources.ts';
import { RetryActions } from './retry-actions.tsx';

interface FlowRunActionsProps {
  run: FlowRun;
  /** Whether there is a step to go on from. */
  hasFailed: boolean;
}

/** Repeats a run of a flow that ended, or puts it away. */
export function FlowRunActions({ run, hasFailed }: FlowRunActionsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const archiving = useMutation({
    mutationFn: () => callApi('POST', '/v1/flow-runs/archive', { flowRunIds: [run.id] }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['flow-runs'] }),
  });
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap justify-end gap-2">
        <Button needs="operator" tone="accent" onClick={() => setIsOpen(true)}>
          <Undo2 aria-hidden className="size-4" />
          {t('retryRun')}
        </Button>
        {run.archivedAt === null && (
          <Button needs="operator" disabled={archiving.isPending} onClick={() => archiving.mutate()}>
            <Archive aria-hidden className="size-4" />
            {t('archiveRun')}
          </Button>
        )}
      </div>
      <Problem error={archiving.error} />
      {isOpen && <FlowRetryDialog run={run} hasFailed={hasFailed} onClose={() => setIsOpen(false)} />}
    </div>
  );
}

const LATEST = 'ON_LATEST_VERSION';
const FROM_FAILED = 'FROM_FAILED_STEP';

function FlowRetryDialog({ run, hasFailed, onClose }: FlowRunActionsProps & { onClose: () => void }) {
  const [strategy, setStrategy] = useState(hasFailed ? FROM_FAILED : LATEST);
  const navigate = useNavigate();
  const retry = useMutation({
    mutationFn: () => callApi<FlowRun>('POST', `/v1/flow-runs/${run.id}/retry`, { strategy }),
    onSuccess: async ({ id }) => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['run'] });
      await navigate({ to: '/runs/$runId', params: { runId: storedId(id) ?? id } });
    },
  });
  return (
    <Dialog title={t('retryRun')} onClose={onClose}>
      <div className="space-y-3">
        <Select
          label={t('retryWhere')}
          value={strategy}
          onChange={setStrategy}
          options={[
            ...(hasFailed ? [[FROM_FAILED, t('retryFromFailed')] as const] : []),
            [LATEST, t('retryOnLatest')] as const,
          ]}
        />
        <RetryActions retry={retry} onClose={onClose} />
      </div>
    </Dialog>
  );
}
