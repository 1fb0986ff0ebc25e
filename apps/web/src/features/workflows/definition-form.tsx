import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { JsonEditor } from '../../components/json-editor.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';

interface DefinitionFormProps {
  initial: unknown;
  /** Stores the definition; its problems are shown beside the editor. */
  save: (definition: unknown) => Promise<unknown>;
  /** Whether the definition is whole, so that it can be validated without storing it. */
  whole: boolean;
  extra?: ReactNode;
}

/** Edits a workflow as JSON: validates on demand and lists every fault with its place. */
export function DefinitionForm({ initial, save, whole, extra }: DefinitionFormProps) {
  const [text, setText] = useState(() => JSON.stringify(initial, null, 2));
  const parsed = async () => {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new Error(`${t('notJson')} ${error instanceof Error ? error.message : ''}`);
    }
  };
  const validation = useMutation({
    mutationFn: async () => callApi('POST', '/v1/workflows?validate=true', await parsed()),
  });
  const saving = useMutation({ mutationFn: async () => save(await parsed()) });
  const change = (next: string) => {
    setText(next);
    validation.reset();
    saving.reset();
  };
  return (
    <div className="space-y-3">
      <JsonEditor value={text} onChange={change} label={t('definition')} />
      <Problem error={saving.error ?? validation.error} />
      <div role="status" className="text-sm text-emerald-700 dark:text-emerald-400">
        {validation.isSuccess && t('valid')}
        {saving.isSuccess && t('saved')}
      </div>
      <div className="flex gap-2">
        <Button tone="accent" disabled={saving.isPending} onClick={() => saving.mutate()}>
          {t('save')}
        </Button>
        {whole && (
          <Button disabled={validation.isPending} onClick={() => validation.mutate()}>
            {t('validate')}
          </Button>
        )}
        {extra}
      </div>
    </div>
  );
}
