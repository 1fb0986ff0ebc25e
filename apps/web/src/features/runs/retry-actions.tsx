import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { t } from '../../lib/language.ts';

interface RetryActionsProps {
  retry: { error: Error | null; isPending: boolean; mutate: () => void };
  onClose: () => void;
}

/** The end of a dialog that repeats a run: what went wrong, and the choice to do it or not. */
export function RetryActions({ retry, onClose }: RetryActionsProps) {
  return (
    <>
      <Problem error={retry.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('close')}</Button>
        <Button tone="accent" disabled={retry.isPending} onClick={() => retry.mutate()}>
          {t('retryRun')}
        </Button>
      </div>
    </>
  );
}
