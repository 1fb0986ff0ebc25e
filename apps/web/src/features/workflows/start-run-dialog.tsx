import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, TextArea } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';

export function StartRunDialog({ workflowId, onClose }: { workflowId: string; onClose: () => void }) {
  const [data, setData] = useState('{}');
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: async () => {
      const parsed = parseObject(data);
      return callApi<{ runId: string }>('POST', `/v1/workflows/${workflowId}/run`, { data: parsed });
    },
    onSuccess: ({ runId }) => navigate({ to: '/runs/$runId', params: { runId } }),
  });
  return (
    <Dialog title={t('runNow')} onClose={onClose}>
      <div className="space-y-3">
        <TextArea label={t('dataForRun')} value={data} onChange={setData} />
        <Problem error={start.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" disabled={start.isPending} onClick={() => start.mutate()}>
            {t('run')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(t('notJson'));
  }
}
