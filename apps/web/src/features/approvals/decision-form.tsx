import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Panel, TextArea } from '../../components/ui/controls.tsx';
import type { RequestFault } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import type { Approval } from '../../lib/resources.ts';
import { FormFields } from './form-fields.tsx';
import { fieldsOf, formValue, initialTyped } from './form-schema.ts';
import type { TaskCommands } from './task-command.ts';

interface DecisionFormProps {
  task: Approval;
  commands: TaskCommands;
  faults: readonly RequestFault[];
}

/** Asks for a decision, and for what the task's form asks beside it. */
export function DecisionForm({ task, commands, faults }: DecisionFormProps) {
  const fields = task.form === null ? [] : fieldsOf(task.form);
  const [typed, setTyped] = useState(() => initialTyped(fields));
  const [comment, setComment] = useState('');
  const decide = (decision: 'approve' | 'reject') => {
    const said = comment.trim() === '' ? {} : { comment: comment.trim() };
    const form = decision === 'approve' && task.form !== null ? { form: formValue(fields, typed) } : {};
    commands.mutate({ verb: 'decide', body: { decision, ...said, ...form } });
  };
  return (
    <Panel title={t('decide')}>
      <div className="max-w-xl space-y-4">
        <p className="text-sm font-medium">{t('askedToDecide')}</p>
        <FormFields
          fields={fields}
          typed={typed}
          faults={faults}
          onType={(pointer, text) => setTyped({ ...typed, [pointer]: text })}
        />
        <TextArea label={t('optionalComment')} value={comment} onChange={setComment} rows={3} prose />
        <div className="flex gap-2">
          <Button tone="accent" disabled={commands.isPending} onClick={() => decide('approve')}>
            <Check aria-hidden className="size-4" />
            {t('approve')}
          </Button>
          <Button tone="danger" disabled={commands.isPending} onClick={() => decide('reject')}>
            <X aria-hidden className="size-4" />
            {t('reject')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
