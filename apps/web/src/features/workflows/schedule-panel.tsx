import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PromptDialog } from '../../components/prompt-dialog.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { ZoneSelect } from '../../components/zone-select.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatZonedTime, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Schedule } from '../../lib/resources.ts';
import { scheduleDetail } from '../../lib/schedule-queries.ts';
import { BackfillDialog } from './backfill-dialog.tsx';
import { RecentFires } from './recent-fires.tsx';

/** When a workflow fires, what came of it, and what an operator does about it. */
export function SchedulePanel({ workflowId, zone: ownZone }: { workflowId: string; zone: string }) {
  const [zone, setZone] = useState(ownZone);
  const [asked, setAsked] = useState<'pause' | 'resume' | 'backfill'>();
  const query = useQuery(scheduleDetail(workflowId, zone));
  const close = () => setAsked(undefined);
  const toggle = query.data?.paused === true ? 'resume' : 'pause';
  return (
    <Panel
      title={t('schedule')}
      actions={
        query.data !== undefined && (
          <>
            <Button needs="operator" onClick={() => setAsked('backfill')}>
              {t('backfill')}
            </Button>
            <Button needs="operator" onClick={() => setAsked(toggle)}>
              {toggle === 'resume' ? t('resumeSchedule') : t('pauseSchedule')}
            </Button>
          </>
        )
      }
    >
      <Loaded query={query}>
        {(schedule) => (
          <div className="space-y-4">
            <State schedule={schedule} />
            <div className="grid gap-4 sm:grid-cols-2">
              <NextFires schedule={schedule} zone={zone} />
              <ZoneSelect value={zone} onChange={setZone} ofSchedule={schedule.timezone} />
            </div>
            <RecentFires workflowId={workflowId} zone={zone} />
          </div>
        )}
      </Loaded>
      {(asked === 'pause' || asked === 'resume') && (
        <NoteDialog workflowId={workflowId} action={asked} onClose={close} />
      )}
      {asked === 'backfill' && <BackfillDialog workflowId={workflowId} zone={zone} onClose={close} />}
    </Panel>
  );
}

function State({ schedule }: { schedule: Schedule }) {
  const { paused, enabled, note, description, timezone, overlap, catchupWindow, jitter, startAt, endAt } = schedule;
  const details: (readonly [string, string | null])[] = [
    [t('overlapPolicy'), overlap],
    [t('catchupWindow'), catchupWindow],
    [t('jitter'), jitter],
    [t('startAt'), startAt === null ? null : formatZonedTime(startAt, timezone)],
    [t('endAt'), endAt === null ? null : formatZonedTime(endAt, timezone)],
  ];
  return (
    <div className="space-y-1 text-sm">
      <p>
        <span
          className={`mr-2 rounded px-1.5 text-xs font-medium ${paused || !enabled ? 'bg-amber-100 text-amber-900 dark:bg-amber-950 dark:text-amber-200' : 'bg-emerald-100 text-emerald-900 dark:bg-emerald-950 dark:text-emerald-200'}`}
        >
          {paused ? t('schedulePaused') : enabled ? t('scheduleActive') : t('disabled')}
        </span>
        {description} <code className="font-mono text-xs">{schedule.schedule}</code>{' '}
        <span className="text-muted">({timezone})</span>
      </p>
      {note !== '' && <p className="break-words">{note}</p>}
      {!enabled && <p className="text-muted">{t('scheduleDisabled')}</p>}
      <p className="text-xs text-muted">
        {details.flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`)).join(' · ')}
      </p>
    </div>
  );
}

function NextFires({ schedule: { nextFires }, zone }: { schedule: Schedule; zone: string }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{t('nextFires')}</h3>
      {nextFires.length === 0 ? (
        <p className="text-sm text-muted">{t('noNextFires')}</p>
      ) : (
        <ol className="space-y-0.5 text-sm">
          {nextFires.map((at) => (
            <li key={at}>
              <time dateTime={at}>{formatZonedTime(at, zone)}</time>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

interface NoteDialogProps {
  workflowId: string;
  action: 'pause' | 'resume';
  onClose: () => void;
}

function NoteDialog({ workflowId, action, onClose }: NoteDialogProps) {
  const title = action === 'pause' ? t('pauseSchedule') : t('resumeSchedule');
  return (
    <PromptDialog
      title={title}
      label={t('whyNote')}
      action={title}
      onSubmit={async (note) => {
        await callApi('POST', `/v1/workflows/${workflowId}/schedule/${action}`, note === '' ? {} : { note });
        await queryClient.invalidateQueries({ queryKey: ['workflow', workflowId, 'schedule'] });
      }}
      onClose={onClose}
    />
  );
}
