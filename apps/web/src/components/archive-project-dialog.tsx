import { callApi } from '../lib/api-client.ts';
import { t } from '../lib/language.ts';
import { PromptDialog } from './prompt-dialog.tsx';

interface ArchiveProjectDialogProps {
  project: { id: string; name: string };
  /** Called once it is archived. */
  onArchived: () => Promise<void>;
  onClose: () => void;
}

/** Asks for the name of a project, and archives it. */
export function ArchiveProjectDialog({ project: { id, name }, onArchived, onClose }: ArchiveProjectDialogProps) {
  return (
    <PromptDialog
      isName
      title={`${t('archiveProject')}: ${name}`}
      hint={t('archiveHint')}
      label={t('archiveName')}
      action={t('archiveProject')}
      onSubmit={async (given) => {
        await callApi('POST', `/v1/projects/${id}/archive`, { name: given });
        await onArchived();
      }}
      onClose={onClose}
    />
  );
}
