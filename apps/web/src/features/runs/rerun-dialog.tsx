import { useState } from 'react';
import { Button } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { t } from '../../lib/language.ts';
import type { Run } from '../../lib/resources.ts';
import { writtenObject } from '../../lib/written-json.ts';
import { useRepetition } from './repetition.ts';
import { TriggerDataField } from './trigger-data-field.tsx';

/** Runs the newest version once more, with the same data or other. */
export function RerunDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const [data, setData] = useState<string>();
  const rerun = useRepetition(
    run._id,
    'rerun',
    () => (data === undefined ? {} : { data: writtenObject(data) ?? {} }),
    onClose,
  );
  return (
    <Dialog title={t('rerunRun')} onClose={onClose}>
      <div className="space-y-3">
        <p className="text-sm text-muted">{t('rerunHint')}</p>
        <TriggerDataField run={run} value={data} onChange={setData} />
        <Problem error={rerun.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button tone="accent" disabled={rerun.isPending} onClick={() => rerun.mutate()}>
            {t('rerunRun')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
