import { json, jsonParseLinter } from '@codemirror/lang-json';
import { type Diagnostic, forceLinting, linter, lintGutter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { type RefObject, useEffect, useRef } from 'react';
import type { RequestFault } from '../lib/api-client.ts';
import { EDITOR_PHRASES } from '../lib/given-words.ts';
import { placeOf } from '../lib/json-places.ts';

interface JsonEditorProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** Faults of the text as it is, marked at their places. */
  faults?: readonly RequestFault[];
  /** CSS length. @default '32rem' */
  height?: string;
  /** A place to be shown; each new object shows it again. */
  shown?: { pointer: string } | undefined;
}

const NO_FAULTS: readonly RequestFault[] = [];

/** An editor for JSON text that marks syntax faults as they are typed, and the faults that it is given. */
export function JsonEditor({ value, onChange, label, faults = NO_FAULTS, height = '32rem', shown }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const latest = useRef({ value, onChange, faults, height });
  const isStale = useRef(false);
  // Texts that were told and have not come back yet: such a value is late, and must not take away what was typed since.
  const told = useRef(new Set<string>());
  latest.current = { value, onChange, faults, height };

  useEffect(() => {
    if (host.current === null) return;
    editor.current = createEditor(host.current, label, { latest, isStale, told });
    return () => editor.current?.destroy();
  }, [label]);

  useEffect(() => {
    const view = editor.current;
    const isSame = view?.state.doc.toString() === value;
    if (isSame) told.current.clear();
    if (view === null || isSame || told.current.has(value)) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || latest.current.faults !== faults) return;
    isStale.current = true;
    view.dispatch({});
    forceLinting(view);
  }, [faults]);

  useEffect(() => {
    if (shown !== undefined && editor.current !== null) show(editor.current, shown.pointer);
  }, [shown]);

  return (
    <div
      ref={host}
      className="overflow-hidden rounded-md border border-slate-300 bg-white text-slate-900 dark:border-slate-700"
    />
  );
}

interface Shared {
  latest: RefObject<Required<Pick<JsonEditorProps, 'value' | 'onChange' | 'faults' | 'height'>>>;
  isStale: RefObject<boolean>;
  told: RefObject<Set<string>>;
}

function createEditor(parent: HTMLElement, label: string, { latest, isStale, told }: Shared): EditorView {
  const takeStale = () => {
    const stale = isStale.current;
    isStale.current = false;
    return stale;
  };
  const syntax = jsonParseLinter();
  return new EditorView({
    parent,
    doc: latest.current.value,
    extensions: [
      basicSetup,
      json(),
      linter((view) => [...syntax(view), ...marks(view, latest.current.faults)], { needsRefresh: takeStale }),
      lintGutter(),
      EditorState.phrases.of(EDITOR_PHRASES),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.theme({
        '&': { height: latest.current.height, fontSize: '13px' },
        '.cm-scroller': { fontFamily: 'var(--font-mono)' },
        '.cm-gutters': { background: 'transparent' },
      }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        const text = update.state.doc.toString();
        told.current.add(text);
        latest.current.onChange(text);
      }),
    ],
  });
}

/** A fault of a whole object is marked on the first line of it. */
function marks(view: EditorView, faults: readonly RequestFault[]): Diagnostic[] {
  const { doc } = view.state;
  const text = doc.toString();
  return faults.map(({ pointer, message }) => {
    const { from, to } = placeOf(text, pointer);
    return { from, to: Math.min(to, doc.lineAt(from).to), severity: 'error', message };
  });
}

function show(view: EditorView, pointer: string): void {
  const { from, to } = placeOf(view.state.doc.toString(), pointer);
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 24 }),
  });
  view.focus();
  view.dom.scrollIntoView({ block: 'nearest' });
}
