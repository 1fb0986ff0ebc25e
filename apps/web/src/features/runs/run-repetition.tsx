import { RotateCcw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import type { Run } from '../../lib/resources.ts';
import { RerunDialog } from './rerun-dialog.tsx';
import { RetryDialog } from './retry-dialog.tsx';

/** Repeats a run that ended: from where it failed, or as a whole. */
export function RunRepetition({ run }: { run: Run }) {
  const [isOpen, setIsOpen] = useState<'retry' | 'rerun'>();
  const close = () => setIsOpen(undefined);
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {run.status !== 'completed' && (
        <Button needs="operator" tone="accent" onClick={() => setIsOpen('retry')}>
          <Undo2 aria-hidden className="size-4" />
          {t('retryRun')}
        </Button>
      )}
      <Button needs="operator" onClick={() => setIsOpen('rerun')}>
        <RotateCcw aria-hidden className="size-4" />
        {t('rerunRun')}
      </Button>
      {isOpen === 'retry' && <RetryDialog run={run} onClose={close} />}
      {isOpen === 'rerun' && <RerunDialog run={run} onClose={close} />}
    </div>
  );
}
