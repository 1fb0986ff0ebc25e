import { t } from '../lib/language.ts';
import { knownZones, OWN_ZONE } from '../lib/zones.ts';
import { Select } from './ui/controls.tsx';

const ZONES = knownZones();

interface ZoneSelectProps {
  value: string;
  onChange: (zone: string) => void;
  /** The zone of a schedule, offered first. */
  ofSchedule?: string;
}

/** Chooses the zone in which times are shown and read. */
export function ZoneSelect({ value, onChange, ofSchedule }: ZoneSelectProps) {
  const named: [string, string][] = [[OWN_ZONE, `${OWN_ZONE} · ${t('ownClock')}`]];
  if (ofSchedule !== undefined && ofSchedule !== OWN_ZONE) {
    named.unshift([ofSchedule, `${ofSchedule} · ${t('scheduleClock')}`]);
  }
  const first = new Set(named.map(([zone]) => zone));
  const others = ZONES.filter((zone) => !first.has(zone)).map((zone) => [zone, zone] as const);
  return <Select label={t('timeZone')} value={value} onChange={onChange} options={[...named, ...others]} />;
}
