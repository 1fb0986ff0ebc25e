import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Panel, Select } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { ZoneSelect } from '../../components/zone-select.tsx';
import { formatZonedClock, formatZonedDay, formatZonedTime, t } from '../../lib/language.ts';
import type { SchedulePage, UpcomingFires } from '../../lib/resources.ts';
import { scheduleList, upcomingFires } from '../../lib/schedule-queries.ts';
import { OWN_ZONE, startOfDay } from '../../lib/zones.ts';

type Period = 'today' | 'tomorrow' | 'nextWeek';

const PERIODS: readonly Period[] = ['today', 'tomorrow', 'nextWeek'];

/** What will fire in the whole project, and all of its schedules. */
export function SchedulesPage() {
  const [zone, setZone] = useState(OWN_ZONE);
  return (
    <>
      <Upcoming zone={zone} setZone={setZone} />
      <Schedules zone={zone} />
    </>
  );
}

function Upcoming({ zone, setZone }: { zone: string; setZone: (zone: string) => void }) {
  const [period, setPeriod] = useState<Period>('tomorrow');
  const query = useQuery(upcomingFires(...stretchOf(period, zone), zone));
  return (
    <Panel isPage title={t('upcoming')}>
      <div className="mb-3 grid gap-3 sm:max-w-lg sm:grid-cols-2">
        <Select
          label={t('period')}
          value={period}
          onChange={(value) => setPeriod(value as Period)}
          options={PERIODS.map((one) => [one, t(one)] as const)}
        />
        <ZoneSelect value={zone} onChange={setZone} />
      </div>
      <Loaded query={query}>{(found) => <Fires found={found} zone={zone} />}</Loaded>
    </Panel>
  );
}

/** From when to when a period lasts in a zone; what is over is never asked for. */
function stretchOf(period: Period, zone: string): [from: string | undefined, to: string] {
  const now = new Date();
  if (period === 'today') return [undefined, startOfDay(now, zone, 1)];
  if (period === 'nextWeek') return [undefined, startOfDay(now, zone, 7)];
  // The first moment of a day belongs to it, and what the API answers comes after the given one.
  return [justBefore(startOfDay(now, zone, 1)), justBefore(startOfDay(now, zone, 2))];
}

function justBefore(iso: string): string {
  return new Date(Date.parse(iso) - 1).toISOString();
}

function Fires({ found: { fires, more }, zone }: { found: UpcomingFires; zone: string }) {
  if (fires.length === 0) return <Empty>{t('nothingFires')}</Empty>;
  return (
    <div className="space-y-4">
      {[...byDay(fires, zone)].map(([day, ofDay]) => (
        <section key={day}>
          <h2 className="px-3 text-sm font-semibold">{day}</h2>
          <div className="max-h-[32rem] overflow-y-auto">
            <Table heads={[t('time'), t('workflow'), t('type')]}>
              {ofDay.map((fire) => (
                <FireRow key={`${fire.at} ${fire.workflowId} ${fire.runId ?? ''}`} fire={fire} zone={zone} />
              ))}
            </Table>
          </div>
        </section>
      ))}
      {more && <p className="text-sm text-muted">{t('moreFires')}</p>}
    </div>
  );
}

type Fire = UpcomingFires['fires'][number];

function byDay(fires: readonly Fire[], zone: string): Map<string, Fire[]> {
  const days = new Map<string, Fire[]>();
  for (const fire of fires) {
    const day = formatZonedDay(fire.at, zone);
    days.set(day, [...(days.get(day) ?? []), fire]);
  }
  return days;
}

function FireRow({ fire: { at, workflowId, name, runId }, zone }: { fire: Fire; zone: string }) {
  return (
    <tr>
      <Cell>
        <time dateTime={at}>{formatZonedClock(at, zone)}</time>
      </Cell>
      <Cell>
        <WorkflowLink workflowId={workflowId} name={name} />
      </Cell>
      <Cell>
        {runId === null ? (
          t('fromSchedule')
        ) : (
          <Link to="/runs/$runId" params={{ runId }} className="text-link hover:underline">
            {t('runForLater')}
          </Link>
        )}
      </Cell>
    </tr>
  );
}

function WorkflowLink({ workflowId, name }: { workflowId: string; name: string }) {
  return (
    <Link to="/workflows/$workflowId" params={{ workflowId }} className="font-medium text-link hover:underline">
      {name}
    </Link>
  );
}

function Schedules({ zone }: { zone: string }) {
  const [cursor, setCursor] = useState<string>();
  const query = useQuery(scheduleList(zone, cursor));
  return (
    <Panel title={`${t('schedules')}${query.data === undefined ? '' : ` · ${query.data.total} ${t('total')}`}`}>
      <Loaded query={query}>
        {({ schedules, nextCursor }) => (
          <>
            {schedules.length === 0 ? (
              <Empty>{t('nothingHere')}</Empty>
            ) : (
              <ScheduleTable schedules={schedules} zone={zone} />
            )}
            <div className="mt-3 flex justify-end gap-2">
              {cursor !== undefined && <Button onClick={() => setCursor(undefined)}>{t('newest')}</Button>}
              {nextCursor !== null && <Button onClick={() => setCursor(nextCursor)}>{t('older')}</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function ScheduleTable({ schedules, zone }: { schedules: SchedulePage['schedules']; zone: string }) {
  return (
    <Table heads={[t('workflow'), t('schedule'), t('status'), t('nextFire')]}>
      {schedules.map(({ workflowId, name, schedule, timezone, description, paused, enabled, note, nextFire }) => (
        <tr key={workflowId}>
          <Cell>
            <WorkflowLink workflowId={workflowId} name={name} />
          </Cell>
          <Cell>
            <span className="block min-w-40">{description ?? schedule}</span>
            <span className="text-xs text-muted">
              <code className="font-mono">{schedule}</code> {timezone}
            </span>
          </Cell>
          <Cell>
            {paused ? t('schedulePaused') : enabled ? t('scheduleActive') : t('disabled')}
            {note !== '' && <span className="block max-w-xs text-xs break-words text-muted">{note}</span>}
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">{nextFire === null ? '—' : formatZonedTime(nextFire, zone)}</span>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
