import { TEXTS, type TextKey } from './texts.ts';

export type { TextKey };

/** The console speaks the reader's language: Chinese for a Chinese browser, English for all others. */
export const locale: 'en' | 'zh-CN' = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';

/** The text of a key in the reader's language. */
export function t(key: TextKey): string {
  return TEXTS[key][locale === 'zh-CN' ? 1 : 0];
}

/** A point in time as the reader writes it; an em dash where there is none. */
export function formatTime(iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return '—';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

/** A point in time as clocks of a zone show it, with its day of the week and the zone's offset. */
export function formatZonedTime(iso: string, zone: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'shortOffset' },
  } as const).format(new Date(iso));
}

/** The day that clocks of a zone show at an instant. */
export function formatZonedDay(iso: string, zone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'full' }).format(new Date(iso));
}

/** The time of day that clocks of a zone show at an instant. */
export function formatZonedClock(iso: string, zone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: 'medium', hourCycle: 'h23' }).format(
    new Date(iso),
  );
}

/** A number as the reader writes it. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** A span of milliseconds in the largest fitting units. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return '—';
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
