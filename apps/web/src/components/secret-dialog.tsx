import { t } from '../lib/language.ts';
import { Button } from './ui/controls.tsx';
import { CopyButton } from './ui/copy-button.tsx';
import { Dialog } from './ui/dialog.tsx';

interface SecretDialogProps {
  /** What the secret is. */
  title: string;
  secret: string;
  onClose: () => void;
}

/** Shows a new secret, which nobody can ask for again. */
export function SecretDialog({ title, secret, onClose }: SecretDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mb-2 text-sm">{t('secretOnce')}</p>
      <div className="flex items-center gap-2">
        <code className="font-mono min-w-0 text-xs break-all">{secret}</code>
        <CopyButton text={secret} what={title} />
      </div>
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
    </Dialog>
  );
}
