import { useMutation, useQuery } from '@tanstack/react-query';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { sessionInfo } from '../../lib/session-queries.ts';

/** The project that is acted for, and the way to another. */
export function ProjectSwitch() {
  const info = useQuery(sessionInfo).data;
  const move = useMutation({
    mutationFn: (projectId: string) => callApi('POST', '/v1/auth/project', { projectId }),
    // Nothing of the one project may be left on a page of the other.
    onSuccess: () => window.location.assign('/workflows'),
  });
  if (info === undefined) return null;
  const { project, projects } = info;
  if (projects.length === 0) return <p className="px-2 text-xs text-muted">{t('noProjectHint')}</p>;
  return (
    <label className="shrink-0 px-2 text-xs text-muted">
      <span className="sr-only">{t('project')}</span>
      <select
        value={project?.id ?? ''}
        disabled={move.isPending || info.sessionId === null}
        onChange={(event) => move.mutate(event.target.value)}
        className="w-full max-w-48 truncate rounded-md border border-slate-300 bg-white px-2 py-1 text-sm text-slate-900 dark:border-slate-700 dark:bg-slate-900 dark:text-slate-100"
      >
        {project === null && <option value="">{t('noProject')}</option>}
        {projects.map(({ id, name, role }) => (
          <option key={id} value={id}>
            {name} · {t(`role-${role}`)}
          </option>
        ))}
      </select>
      <Problem error={move.error} />
    </label>
  );
}
