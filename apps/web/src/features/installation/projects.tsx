import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ArchiveProjectDialog } from '../../components/archive-project-dialog.tsx';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { callApi } from '../../lib/api-client.ts';
import { projectList, refreshInstallation } from '../../lib/installation-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Project } from '../../lib/resources.ts';
import { sessionInfo } from '../../lib/session-queries.ts';

/** The choice of projects beside the navigation changes as well. */
async function refresh(): Promise<void> {
  await Promise.all([refreshInstallation(), queryClient.invalidateQueries({ queryKey: sessionInfo.queryKey })]);
}

/** All projects of the installation, and their way to the archive and back. */
export function Projects() {
  const [cursors, setCursors] = useState<string[]>([]);
  const [isAdding, setIsAdding] = useState(false);
  const [archived, setArchived] = useState<Project>();
  const query = useQuery(projectList(cursors.at(-1)));
  const restoring = useMutation({
    mutationFn: ({ id }: Project) => callApi('POST', `/v1/projects/${id}/restore`, {}),
    onSettled: refresh,
  });
  const make = async (name: string) => {
    await callApi('POST', '/v1/projects', { name });
    await refresh();
  };
  return (
    <Panel title={t('projects')} actions={<Button onClick={() => setIsAdding(true)}>{t('newProject')}</Button>}>
      <Problem error={restoring.error} />
      <Loaded query={query}>
        {({ projects, nextCursor }) => (
          <>
            <ProjectTable projects={projects} onArchive={setArchived} onRestore={restoring.mutate} />
            <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
          </>
        )}
      </Loaded>
      {isAdding && (
        <PromptDialog
          isName
          title={t('newProject')}
          label={t('name')}
          action={t('save')}
          onSubmit={make}
          onClose={() => setIsAdding(false)}
        />
      )}
      {archived !== undefined && (
        <ArchiveProjectDialog project={archived} onArchived={refresh} onClose={() => setArchived(undefined)} />
      )}
    </Panel>
  );
}

interface ProjectTableProps {
  projects: Project[];
  onArchive: (project: Project) => void;
  onRestore: (project: Project) => void;
}

function ProjectTable({ projects, onArchive, onRestore }: ProjectTableProps) {
  return (
    <Table heads={[t('name'), t('created'), t('projectState'), '']}>
      {projects.map((project) => {
        const { id, name, createdAt, archivedAt } = project;
        const act = archivedAt === null ? t('archiveProject') : t('restoreProject');
        return (
          <tr key={id}>
            <Cell>{name}</Cell>
            <Cell>{formatTime(createdAt)}</Cell>
            <Cell>
              {archivedAt === null ? t('projectInUse') : `${t('projectArchived')}: ${formatTime(archivedAt)}`}
            </Cell>
            <Cell>
              <div className="flex justify-end">
                <Button
                  tone={archivedAt === null ? 'danger' : 'plain'}
                  aria-label={`${act}: ${name}`}
                  onClick={() => (archivedAt === null ? onArchive : onRestore)(project)}
                >
                  {act}
                </Button>
              </div>
            </Cell>
          </tr>
        );
      })}
    </Table>
  );
}
