import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { JsonEditor } from '../../components/json-editor.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import type { Flow } from '../../lib/resources.ts';
import { writtenJson } from '../../lib/written-json.ts';
import { flowOfTemplate } from './template-json.ts';

interface ImportDialogProps {
  onImported: (flowId: string) => Promise<void>;
  onClose: () => void;
}

/** Makes a flow of a template. */
export function ImportDialog({ onImported, onClose }: ImportDialogProps) {
  const [text, setText] = useState('');
  const importing = useMutation({
    mutationFn: async () => onImported(await importFlow(writtenJson(text))),
    onSuccess: onClose,
  });
  return (
    <Dialog title={t('importFlow')} onClose={onClose}>
      <div className="space-y-3">
        <p className="text-sm text-muted">{t('importHint')}</p>
        <input
          type="file"
          accept="application/json,.json"
          aria-label={t('template')}
          onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
          className="text-sm"
        />
        <JsonEditor label={t('template')} value={text} onChange={setText} height="16rem" />
        <Problem error={importing.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" disabled={importing.isPending || text === ''} onClick={() => importing.mutate()}>
            {t('importFlow')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** A flow whose steps are refused is not left behind empty. */
async function importFlow(template: unknown): Promise<string> {
  const flow = flowOfTemplate(template);
  if (flow === null) throw new Error(t('noTemplate'));
  const request = { ...flow, displayName: flow.displayName || t('flow') };
  const { id } = await callApi<Flow>('POST', '/v1/flows', { displayName: request.displayName });
  try {
    await callApi('POST', `/v1/flows/${id}`, { type: 'IMPORT_FLOW', request });
  } catch (error) {
    await callApi('DELETE', `/v1/flows/${id}`);
    throw error;
  }
  return id;
}
