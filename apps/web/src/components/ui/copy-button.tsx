import { useMutation } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { t } from '../../lib/language.ts';
import { Button } from './controls.tsx';
import { Problem } from './feedback.tsx';

/** Puts a text into the clipboard; `what` tells those who cannot see which. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const copying = useMutation({ mutationFn: () => navigator.clipboard.writeText(text) });
  // Browsers have no clipboard for pages that came by plain HTTP from another machine.
  if (!('clipboard' in navigator)) return null;
  return (
    <span className="shrink-0">
      <Button aria-label={`${t('copy')}: ${what}`} onClick={() => copying.mutate()}>
        <Copy aria-hidden className="size-3.5" />
        <span aria-live="polite">{copying.isSuccess ? t('copied') : t('copy')}</span>
      </Button>
      <Problem error={copying.error} />
    </span>
  );
}
