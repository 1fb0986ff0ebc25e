import { t } from '../lib/language.ts';
import { PromptDialog } from './prompt-dialog.tsx';

interface RenameDialogProps {
  title: string;
  /** What it is called now. */
  name: string;
  onRename: (name: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for another name. */
export function RenameDialog({ title, name, onRename, onClose }: RenameDialogProps) {
  return (
    <PromptDialog
      isName
      title={title}
      label={t('name')}
      action={t('save')}
      initial={name}
      onSubmit={onRename}
      onClose={onClose}
    />
  );
}
