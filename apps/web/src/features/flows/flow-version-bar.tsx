import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Select } from '../../components/ui/controls.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { flowVersions, operateFlow } from '../../lib/flow-queries.ts';
import { formatTime, t } from '../../lib/language.ts';
import type { Flow, FlowVersion } from '../../lib/resources.ts';

interface FlowVersionBarProps {
  flow: Flow;
  /** Id of the version that is looked at; undefined for the newest. */
  shown: string | undefined;
  onShow: (versionId: string | undefined) => void;
}

/** Turns between the versions of a flow, and makes an older one the draft again. */
export function FlowVersionBar({ flow, shown, onShow }: FlowVersionBarProps) {
  const versions = useQuery(flowVersions(flow.id)).data?.data ?? [];
  const restoring = useMutation({
    mutationFn: (versionId: string) => operateFlow(flow.id, 'USE_AS_DRAFT', { versionId }),
    onSuccess: () => onShow(undefined),
  });
  const newest = versions[0]?.id;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-full max-w-md">
          <Select
            label={t('version')}
            value={shown ?? ''}
            onChange={(chosen) => onShow(chosen || undefined)}
            options={versions.map(
              (version) => [version.id === newest ? '' : version.id, titleOf(version, flow)] as const,
            )}
          />
        </div>
        {shown !== undefined && (
          <Button
            needs="editor"
            disabled={restoring.isPending}
            onClick={() => window.confirm(t('useAsDraftHint')) && restoring.mutate(shown)}
          >
            {t('useAsDraft')}
          </Button>
        )}
      </div>
      {shown !== undefined && <p className="text-sm text-amber-800 dark:text-amber-300">{t('olderVersion')}</p>}
      <Problem error={restoring.error} />
    </div>
  );
}

function titleOf({ id, state, displayName, updated }: FlowVersion, flow: Flow): string {
  const isPublished = id === flow.publishedVersionId;
  const parts = [t(`state${state}`), ...(isPublished ? [t('published')] : []), formatTime(updated), displayName];
  return parts.join(' · ');
}
