import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { formatNumber, t } from '../../lib/language.ts';
import { projectUsage } from '../../lib/project-queries.ts';
import { me } from '../../lib/queries.ts';
import type { Usage } from '../../lib/resources.ts';
import { LimitsDialog } from './limits-dialog.tsx';
import { QUOTA_TEXTS, type QuotaName } from './quota-texts.ts';

/** What the project uses of each quota. */
export function UsagePage() {
  const query = useQuery(projectUsage);
  const user = useQuery(me).data;
  const [editing, setEditing] = useState(false);
  const isAdmin = user?.user.admin === true;
  return (
    <Panel
      isPage
      title={t('usage')}
      actions={isAdmin && <Button onClick={() => setEditing(true)}>{t('editLimits')}</Button>}
    >
      <Loaded query={query}>
        {({ usage }) => (
          <dl className="grid gap-3 sm:grid-cols-2">
            {(Object.keys(QUOTA_TEXTS) as QuotaName[]).map((name) => (
              <Quota key={name} name={t(QUOTA_TEXTS[name])} {...usage[name]} />
            ))}
          </dl>
        )}
      </Loaded>
      {editing && user !== undefined && <LimitsDialog projectId={user.project.id} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

/** From here on a quota is nearly used up. */
const NEARLY = 0.8;

function Quota({ name, used, limit }: { name: string } & Usage[QuotaName]) {
  const share = used === null || limit === null ? null : limit === 0 ? 1 : Math.min(1, used / limit);
  const tone = share === null || share < NEARLY ? 'bg-accent' : share < 1 ? 'bg-amber-500' : 'bg-rose-600';
  return (
    <div className="rounded-md border border-slate-200 p-3 dark:border-slate-800">
      <dt className="text-sm font-medium">{name}</dt>
      <dd className="mt-1 text-sm text-muted">
        {limit === null
          ? [used === null ? [] : formatNumber(used), t('notLimited')].flat().join(' · ')
          : `${used === null ? '—' : formatNumber(used)} / ${formatNumber(limit)}`}
        {share !== null && (
          <div className="mt-2 h-2 overflow-hidden rounded-full bg-slate-200 dark:bg-slate-700">
            <div className={`h-full ${tone}`} style={{ width: `${share * 100}%` }} />
          </div>
        )}
      </dd>
    </div>
  );
}
