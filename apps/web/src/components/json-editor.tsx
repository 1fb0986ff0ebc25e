import { json, jsonParseLinter } from '@codemirror/lang-json';
import { linter } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';

/** An editor for JSON text that marks syntax faults as they are typed; it owns its text after the first render. */
export function JsonEditor({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  const initial = useRef(value);
  const notify = useRef(onChange);
  notify.current = onChange;

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      doc: initial.current,
      extensions: [
        basicSetup,
        json(),
        linter(jsonParseLinter()),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.theme({
          '&': { height: '28rem', fontSize: '13px' },
          '.cm-scroller': { fontFamily: 'var(--font-mono)' },
          '.cm-gutters': { background: 'transparent' },
        }),
        EditorView.updateListener.of((update) => update.docChanged && notify.current(update.state.doc.toString())),
      ],
    });
    return () => editor.destroy();
  }, [label]);

  return (
    <div
      ref={host}
      className="overflow-hidden rounded-md border border-slate-300 bg-white text-slate-900 dark:border-slate-700"
    />
  );
}
