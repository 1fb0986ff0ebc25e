import type { FlowStep } from '@perdura/definition';
import { findStep } from '@perdura/definition/flow-steps';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { JsonEditor } from '../../components/json-editor.tsx';
import { PieceProps } from '../../components/piece-props.tsx';
import { Button, TextArea, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Problem } from '../../components/ui/feedback.tsx';
import { ApiProblem, type RequestFault } from '../../lib/api-client.ts';
import { operateFlow } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import { metadataOf, pieceDetail } from '../../lib/piece-queries.ts';
import type { Flow } from '../../lib/resources.ts';
import { RouterBranches } from './router-branches.tsx';
import { settingsKey } from './settings-key.ts';
import { StepActions } from './step-actions.tsx';
import { stepDetail } from './step-look.tsx';
import { stepOfText, textOfStep } from './step-text.ts';

interface StepDialogProps {
  flow: Flow;
  name: string;
  isNewest: boolean;
  onClose: () => void;
}

/** One step: what can be done with it, and its settings. */
export function StepDialog({ flow, name, isNewest, onClose }: StepDialogProps) {
  const step = findStep(flow.version.trigger, name);
  return (
    <Dialog title={step?.displayName ?? name} onClose={onClose} side>
      {step === null ? (
        <Empty>{t('nothingHere')}</Empty>
      ) : (
        <div className="space-y-4">
          <p className="font-mono text-xs break-all text-muted">
            {step.name} · {stepDetail(step)}
          </p>
          {isNewest && <StepActions flow={flow} step={step} onGone={onClose} />}
          {isNewest && step.type === 'ROUTER' && <RouterBranches flowId={flow.id} router={step} />}
          {step.type === 'EMPTY' ? (
            <p className="text-sm text-muted">{t('noTrigger')}</p>
          ) : (
            // Operations beside the form change the settings under it.
            <SettingsForm
              key={settingsKey(step)}
              {...{ flowId: flow.id, step, isEditable: isNewest, onSaved: onClose }}
            />
          )}
          <StepFields step={step} />
        </div>
      )}
    </Dialog>
  );
}

interface SettingsFormProps {
  flowId: string;
  step: FlowStep;
  isEditable: boolean;
  onSaved: () => void;
}

function SettingsForm({ flowId, step, isEditable, onSaved }: SettingsFormProps) {
  const [text, setText] = useState(() => textOfStep(step));
  const saving = useMutation({
    mutationFn: async () =>
      operateFlow(flowId, step.type === 'PIECE_TRIGGER' ? 'UPDATE_TRIGGER' : 'UPDATE_ACTION', stepOfText(step, text)),
    onSuccess: onSaved,
  });
  const [place, setPlace] = useState<{ pointer: string }>();
  return (
    <div className="space-y-3">
      <TextField
        label={t('displayName')}
        value={text.displayName}
        readOnly={!isEditable}
        onChange={({ target }) => setText((now) => ({ ...now, displayName: target.value }))}
      />
      {text.code !== null && (
        <TextArea
          label={t('code')}
          value={text.code}
          onChange={(code) => setText((now) => ({ ...now, code }))}
          rows={10}
        />
      )}
      <div className="space-y-1">
        <span className="text-xs font-medium text-muted">{t('settings')}</span>
        <JsonEditor
          label={t('settings')}
          value={text.settings}
          onChange={(settings) => setText((now) => ({ ...now, settings }))}
          faults={settingsFaults(saving.error)}
          shown={place}
          height="18rem"
        />
      </div>
      <Problem error={saving.error} onPlace={(pointer) => setPlace({ pointer: withinSettings(pointer) })} />
      {isEditable && (
        <div className="flex justify-end">
          <Button needs="editor" tone="accent" disabled={saving.isPending} onClick={() => saving.mutate()}>
            {t('save')}
          </Button>
        </div>
      )}
    </div>
  );
}

const NO_FAULTS: readonly RequestFault[] = [];
const FOUND = new WeakMap<ApiProblem, readonly RequestFault[]>();

/** Faults at their places in the settings; the same list for the same problem, so that they are marked once. */
function settingsFaults(error: unknown): readonly RequestFault[] {
  if (!(error instanceof ApiProblem)) return NO_FAULTS;
  const found = FOUND.get(error) ?? error.faults.map((fault) => ({ ...fault, pointer: withinSettings(fault.pointer) }));
  FOUND.set(error, found);
  return found;
}

function withinSettings(pointer: string): string {
  return pointer.replace(/^\/request(\/settings)?/, '');
}

/** What the action or the trigger of a piece takes. */
function StepFields({ step }: { step: FlowStep }) {
  if (step.type !== 'PIECE' && step.type !== 'PIECE_TRIGGER') return null;
  return <PieceFields step={step} />;
}

function PieceFields({ step }: { step: Extract<FlowStep, { type: 'PIECE' | 'PIECE_TRIGGER' }> }) {
  const { pieceName, pieceVersion } = step.settings;
  const piece = useQuery(pieceDetail(pieceName, pieceVersion)).data;
  if (piece === undefined) return null;
  const { actions, triggers } = metadataOf(piece);
  const part =
    step.type === 'PIECE' ? actions[step.settings.actionName ?? ''] : triggers[step.settings.triggerName ?? ''];
  if (part === undefined) return null;
  return (
    <section className="space-y-2 rounded-md bg-slate-100 p-3 dark:bg-slate-950">
      <h3 className="text-xs font-semibold">
        {t('fieldsOfStep')} · {part.displayName}
        {part.requireAuth && piece.auth !== null && ` · ${t('needsConnection')} (auth)`}
      </h3>
      <PieceProps props={part.props} />
    </section>
  );
}
