import { useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { formatTime, t } from '../../lib/language.ts';
import type { Workflow } from '../../lib/resources.ts';
import { SaveButton, ValidateButton } from './definition-form.tsx';
import { VersionDiffView } from './version-diff.tsx';
import { nodeTypes } from './versions-panel.tsx';
import type { WorkflowEditor } from './workflow-editor.ts';

/** What an author does with the text: make a version of it, or keep it as a draft for later. */
export function EditorActions({ editor }: { editor: WorkflowEditor }) {
  const { draft, kept, note, isBusy, error } = editor;
  const isOutdated = kept?.outdated === true;
  return (
    <div className="space-y-3">
      <DraftFaults editor={editor} />
      <div className="max-w-xl">
        <TextField label={t('noteHint')} value={note} onChange={(event) => editor.setNote(event.target.value)} />
      </div>
      <Problem error={error} onPlace={draft.show} />
      {editor.isOvertaken && <Button onClick={editor.reload}>{t('reloadDraft')}</Button>}
      <div role="status" className="text-sm text-emerald-700 dark:text-emerald-400">
        {editor.isKept && t('draftKept')}
      </div>
      <div className="flex flex-wrap gap-2">
        {kept === null ? (
          <SaveButton draft={draft} />
        ) : (
          <Button needs="editor" tone="accent" disabled={isBusy} onClick={() => editor.publish(isOutdated)}>
            {isOutdated ? t('publishAnyway') : t('publish')}
          </Button>
        )}
        <Button needs="editor" disabled={isBusy} onClick={editor.keep}>
          {t('keepDraft')}
        </Button>
        <ValidateButton draft={draft} />
        {kept !== null && (
          <Button
            needs="editor"
            tone="danger"
            disabled={isBusy}
            onClick={() => window.confirm(t('confirmDiscardDraft')) && editor.discard()}
          >
            {t('discardDraft')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What keeps the draft from being published, as long as the text is the one that was kept. */
function DraftFaults({ editor: { kept, isChanged, draft, error } }: { editor: WorkflowEditor }) {
  if (kept === null || isChanged || (draft.error ?? error) != null) return null;
  if (kept.errors.length === 0) return <p className="text-sm text-muted">{t('draftSound')}</p>;
  return (
    <section className="rounded-md border border-amber-300 bg-amber-50 px-3 py-2 text-sm text-amber-950 dark:border-amber-900 dark:bg-amber-950 dark:text-amber-100">
      <h3 className="font-medium">{t('draftFaults')}</h3>
      <ul className="mt-1 list-disc space-y-0.5 pl-5">
        {kept.errors.map(({ pointer, message }) => (
          <li key={`${pointer} ${message}`}>
            <button
              type="button"
              title={t('showInEditor')}
              className="font-mono text-xs break-all underline"
              onClick={() => draft.show(pointer)}
            >
              {pointer || '/'}
            </button>{' '}
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Says that a draft is shown, and what publishing it would change. */
export function DraftBanner({ editor: { kept, isChanged }, workflow }: { editor: WorkflowEditor; workflow: Workflow }) {
  const [comparing, setComparing] = useState(false);
  if (kept === null) return null;
  return (
    <section className="space-y-2 rounded-xl border border-sky-300 bg-sky-50 p-4 text-sm dark:border-sky-900 dark:bg-sky-950">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <p className="font-medium">{t('draftShown')}</p>
          <p className="text-xs text-muted">
            {t('basedOn')} {kept.baseVersion} · {formatTime(kept.updatedAt)}
          </p>
          {kept.outdated && <p className="mt-1 text-amber-800 dark:text-amber-300">{t('draftOutdated')}</p>}
        </div>
        <Button aria-expanded={comparing} disabled={isChanged && !comparing} onClick={() => setComparing(!comparing)}>
          {t('whatPublishingChanges')}
        </Button>
      </div>
      {comparing && <VersionDiffView workflowId={workflow._id} from="latest" to="draft" types={nodeTypes(workflow)} />}
    </section>
  );
}
