import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { t } from '../lib/language.ts';
import { Button, TextArea, TextField } from './ui/controls.tsx';
import { Dialog } from './ui/dialog.tsx';
import { Problem } from './ui/feedback.tsx';

interface PromptDialogProps {
  title: string;
  /** What the text is. */
  label: string;
  /** What the button says. */
  action: string;
  initial?: string;
  /** Whether it is one line that must not be empty. */
  isName?: boolean;
  hint?: ReactNode;
  /** Does what the dialog is for; a problem keeps the dialog open. */
  onSubmit: (text: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for one text, and does something with it. */
export function PromptDialog(props: PromptDialogProps) {
  const { title, label, action, initial = '', isName = false, hint, onSubmit, onClose } = props;
  const [text, setText] = useState(initial);
  const submission = useMutation({ mutationFn: () => onSubmit(text.trim()), onSuccess: onClose });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          submission.mutate();
        }}
      >
        {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
        {isName ? (
          <TextField label={label} value={text} required onChange={(event) => setText(event.target.value)} />
        ) : (
          <TextArea label={label} value={text} onChange={setText} rows={3} prose />
        )}
        <Problem error={submission.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" tone="accent" disabled={submission.isPending || (isName && text.trim() === '')}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
