import type { ReactNode } from 'react';
import { JsonEditor } from '../../components/json-editor.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { WorkflowGraph } from '../../components/workflow-graph.tsx';
import { t } from '../../lib/language.ts';
import { faultsByNode } from '../../lib/node-faults.ts';
import type { Draft } from './draft.ts';
import { NodePalette } from './node-palette.tsx';
import { PoliciesForm } from './policies-form.tsx';

/** Edits a workflow as JSON: validates on demand, and shows every fault at its place. */
export function DefinitionForm({ draft, children }: { draft: Draft; children?: ReactNode }) {
  return (
    <div className="space-y-3">
      <NodePalette draft={draft} />
      <JsonEditor
        value={draft.text}
        onChange={draft.change}
        label={t('definition')}
        faults={draft.faults}
        shown={draft.shown}
      />
      <PoliciesForm draft={draft} />
      <Problem error={draft.error} onPlace={draft.show} />
      <div role="status" className="text-sm text-emerald-700 dark:text-emerald-400">
        {draft.isValid && t('valid')}
        {draft.isSaved && t('saved')}
      </div>
      {children ?? (
        <div className="flex gap-2">
          <SaveButton draft={draft} />
          <ValidateButton draft={draft} />
        </div>
      )}
    </div>
  );
}

export function SaveButton({ draft }: { draft: Draft }) {
  return (
    <Button needs="editor" tone="accent" disabled={draft.isBusy} onClick={draft.save}>
      {t('save')}
    </Button>
  );
}

export function ValidateButton({ draft }: { draft: Draft }) {
  return (
    <Button disabled={draft.isBusy} onClick={draft.validate}>
      {t('validate')}
    </Button>
  );
}

/** The graph of a draft as it is written, with what is wrong at its nodes; a node shows its place in the text. */
export function DraftGraph({ draft: { graph, showNode, faults } }: { draft: Draft }) {
  if (graph === null || graph.nodes.length === 0) return null;
  return (
    <WorkflowGraph
      nodes={graph.nodes}
      edges={graph.edges ?? []}
      faults={faultsByNode(graph.nodes, faults)}
      onSelect={showNode}
    />
  );
}
