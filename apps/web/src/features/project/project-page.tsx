import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ArchiveProjectDialog } from '../../components/archive-project-dialog.tsx';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { callApi, session } from '../../lib/api-client.ts';
import { formatNumber, formatTime, t } from '../../lib/language.ts';
import { projectDetail } from '../../lib/project-queries.ts';
import { me, queryClient } from '../../lib/queries.ts';
import type { ProjectDetail } from '../../lib/resources.ts';
import { sessionInfo } from '../../lib/session-queries.ts';

/** What owners settle of their project. */
export function ProjectPage() {
  const reader = useQuery(me);
  return <Loaded query={reader}>{({ project }) => <OneProject id={project.id} />}</Loaded>;
}

function OneProject({ id }: { id: string }) {
  const query = useQuery(projectDetail(id));
  const [open, setOpen] = useState<'rename' | 'archive'>();
  const close = () => setOpen(undefined);
  return (
    <Loaded query={query}>
      {(project) => (
        <>
          <Panel
            isPage
            title={t('project')}
            actions={
              <Button needs="owner" onClick={() => setOpen('rename')}>
                {t('renameProject')}
              </Button>
            }
          >
            <Facts project={project} />
          </Panel>
          <Panel title={t('archiveThisProject')}>
            <p className="mb-3 text-sm text-muted">{t('archiveHint')}</p>
            <Button needs="owner" tone="danger" onClick={() => setOpen('archive')}>
              {t('archiveThisProject')}
            </Button>
          </Panel>
          {open === 'rename' && (
            <RenameDialog
              title={t('renameProject')}
              name={project.name}
              onRename={(name) => rename(id, name)}
              onClose={close}
            />
          )}
          {open === 'archive' && (
            <ArchiveProjectDialog project={project} onArchived={() => leave(id)} onClose={close} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Facts({ project: { id, name, createdAt, settings } }: { project: ProjectDetail }) {
  const days = settings.retentionDays;
  const facts = [
    [t('name'), name],
    [t('projectId'), id],
    [t('created'), formatTime(createdAt)],
    [t('kept'), days === undefined ? t('keptAsInstalled') : formatNumber(days)],
  ];
  return (
    <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2">
      {facts.map(([title, text]) => (
        <div key={title}>
          <dt className="text-muted">{title}</dt>
          <dd className="break-words">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The name stands beside the navigation as well. */
async function rename(id: string, name: string): Promise<void> {
  await callApi('PATCH', `/v1/projects/${id}`, { name });
  await Promise.all(
    [projectDetail(id), me, sessionInfo].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })),
  );
}

/** Nobody can act in it any more: a key is worth nothing, and a session goes on in another project. */
async function leave(id: string): Promise<void> {
  if (session.key() !== null) session.close();
  else {
    const { projects } = await queryClient.fetchQuery(sessionInfo);
    const next = projects.find((project) => project.id !== id);
    if (next !== undefined) await callApi('POST', '/v1/auth/project', { projectId: next.id });
  }
  window.location.assign('/workflows');
}
