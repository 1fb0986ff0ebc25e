import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Select, TextArea, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { labelList } from '../../lib/version-queries.ts';
import { writtenJson } from '../../lib/written-json.ts';
import { instantOf, OWN_ZONE } from '../../lib/zones.ts';

export function StartRunDialog({ workflowId, onClose }: { workflowId: string; onClose: () => void }) {
  const [data, setData] = useState('{}');
  const [at, setAt] = useState('');
  const [version, setVersion] = useState('');
  const navigate = useNavigate();
  const labels = useQuery(labelList(workflowId)).data?.labels ?? [];
  const start = useMutation({
    mutationFn: async () => {
      const request = {
        data: writtenJson(data),
        ...(at === '' ? {} : { at: instantOf(at, OWN_ZONE) }),
        ...(version === '' ? {} : { version }),
      };
      return callApi<{ runId: string }>('POST', `/v1/workflows/${workflowId}/run`, request);
    },
    onSuccess: ({ runId }) => navigate({ to: '/runs/$runId', params: { runId } }),
  });
  return (
    <Dialog title={t('runNow')} onClose={onClose}>
      <div className="space-y-3">
        <TextArea label={t('dataForRun')} value={data} onChange={setData} />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={`${t('startLater')} · ${OWN_ZONE}`}
            type="datetime-local"
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
          {labels.length > 0 && (
            <Select
              label={t('runVersion')}
              value={version}
              onChange={setVersion}
              options={[
                ['', t('latestVersion')],
                ...labels.map(({ label, version: number }) => [label, `${label} (${number})`] as const),
              ]}
            />
          )}
        </div>
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
