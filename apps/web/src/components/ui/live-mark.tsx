import { Radio } from 'lucide-react';
import { t } from '../../lib/language.ts';

/** Says that what is shown changes by itself; nothing while it does not. */
export function LiveMark({ isLive }: { isLive: boolean }) {
  if (!isLive) return null;
  return (
    <span
      title={t('liveHint')}
      className="inline-flex items-center gap-1 text-xs font-medium text-emerald-700 dark:text-emerald-400"
    >
      <Radio aria-hidden className="size-3.5" />
      {t('live')}
    </span>
  );
}
