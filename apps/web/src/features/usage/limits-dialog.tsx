import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { projectDetail } from '../../lib/project-queries.ts';
import { queryClient } from '../../lib/queries.ts';
import type { ProjectDetail } from '../../lib/resources.ts';
import { QUOTA_TEXTS, type QuotaName } from './quota-texts.ts';

/** What administrators of the installation allow a project. */
export function LimitsDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const query = useQuery(projectDetail(projectId));
  return (
    <Dialog title={t('editLimits')} onClose={onClose}>
      <Loaded query={query}>{(project) => <Form project={project} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

const NAMES = Object.keys(QUOTA_TEXTS) as QuotaName[];

function Form({ project: { id, settings }, onClose }: { project: ProjectDetail; onClose: () => void }) {
  const [days, setDays] = useState(String(settings.retentionDays ?? ''));
  const [limits, setLimits] = useState<Record<string, string>>(() =>
    Object.fromEntries(NAMES.map((name) => [name, String(settings.quotas?.[name] ?? '')])),
  );
  const saving = useMutation({
    mutationFn: async () => {
      const quotas = Object.fromEntries(NAMES.map((name) => [name, numberOf(limits[name] ?? '')]));
      await callApi('PATCH', `/v1/projects/${id}`, { settings: { retentionDays: numberOf(days), quotas } });
      await queryClient.invalidateQueries({ queryKey: ['project', id] });
      await queryClient.invalidateQueries({ queryKey: ['usage'] });
    },
    onSuccess: onClose,
  });
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <p className="text-sm text-muted">{t('limitsHint')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {NAMES.map((name) => (
          <TextField
            key={name}
            label={t(QUOTA_TEXTS[name])}
            type="number"
            min={0}
            value={limits[name]}
            onChange={(event) => setLimits({ ...limits, [name]: event.target.value })}
          />
        ))}
        <TextField
          label={t('kept')}
          placeholder={t('keptHint')}
          type="number"
          min={1}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
      </div>
      <Problem error={saving.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" tone="accent" disabled={saving.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** The number that a field says; null, which takes a limit away, for an empty one. */
function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
