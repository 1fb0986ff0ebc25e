import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../../lib/language.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Stands at the right edge in full height, and has a button that closes it. */
  side?: boolean;
}

const CENTRED = 'm-auto max-w-xl rounded-xl p-5';
const AT_SIDE = 'mt-0 mr-0 mb-0 ml-auto h-dvh max-h-none max-w-2xl border-y-0 border-r-0 p-5';

/** A modal dialog on the browser's own element: focus is kept inside and Escape closes it. */
export function Dialog({ title, onClose, children, side = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      onClose={(event) => {
        // A dialog within this one closes by itself.
        if (event.target === element.current) onClose();
      }}
      aria-label={title}
      className={`w-full border border-slate-200 bg-white text-inherit shadow-xl backdrop:bg-slate-950/40 dark:border-slate-700 dark:bg-slate-900 ${side ? AT_SIDE : CENTRED}`}
    >
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 className="min-w-0 truncate text-base font-semibold">{title}</h2>
        {side && (
          <button
            type="button"
            aria-label={t('close')}
            onClick={() => element.current?.close()}
            className="rounded-md p-1.5 hover:bg-slate-100 dark:hover:bg-slate-800"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
