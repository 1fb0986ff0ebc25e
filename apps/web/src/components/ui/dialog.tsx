import { type ReactNode, useEffect, useRef } from 'react';

/** A modal dialog on the browser's own element: focus is kept inside and Escape closes it. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      onClose={onClose}
      aria-label={title}
      className="m-auto w-full max-w-xl rounded-xl border border-slate-200 bg-white p-5 text-inherit shadow-xl backdrop:bg-slate-950/40 dark:border-slate-700 dark:bg-slate-900"
    >
      <h2 className="mb-3 text-base font-semibold">{title}</h2>
      {children}
    </dialog>
  );
}
