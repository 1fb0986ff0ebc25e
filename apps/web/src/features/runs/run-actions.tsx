import { useMutation } from '@tanstack/react-query';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { isOver, queryClient } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';

/** Ends a live run: politely, so that its steps can stop, or at once. */
export function RunActions({ run }: { run: Run }) {
  const end = useMutation({
    mutationFn: (action: 'cancel' | 'terminate') => callApi('POST', `/v1/runs/${run._id}/${action}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['run', run._id] }),
  });
  if (isOver(run.status)) return null;
  return (
    <div className="space-y-2">
      <div className="flex justify-end gap-2">
        <Button disabled={end.isPending} onClick={() => window.confirm(t('confirmCancel')) && end.mutate('cancel')}>
          {t('cancelRun')}
        </Button>
        <Button
          tone="danger"
          disabled={end.isPending}
          onClick={() => window.confirm(t('confirmTerminate')) && end.mutate('terminate')}
        >
          {t('terminate')}
        </Button>
      </div>
      <Problem error={end.error} />
    </div>
  );
}
