import type { Locale } from '@perdura/contracts';
import { type CronTrigger, DEFAULT_CATCHUP } from '@perdura/control-plane';
import type { FireRow, WorkflowRow } from '@perdura/database';
import { zonedText } from '@perdura/definition';
import cronstrue from 'cronstrue/dist/cronstrue-i18n.js';

/** What of a schedule all answers show. */
export function presentTimes(workflow: WorkflowRow, trigger: CronTrigger, locale: Locale) {
  return {
    workflowId: workflow.id,
    schedule: trigger.schedule,
    timezone: trigger.timezone ?? 'UTC',
    description: inWords(trigger.schedule, locale),
    overlap: trigger.overlap ?? 'skip',
    catchupWindow: trigger.catchupWindow ?? DEFAULT_CATCHUP,
    jitter: trigger.jitter ?? null,
    startAt: trigger.startAt ?? null,
    endAt: trigger.endAt ?? null,
    enabled: workflow.enabled,
    paused: workflow.schedulePaused,
    note: workflow.scheduleNote,
  };
}

/** One time of the past, shown in a zone. */
export function presentFire({ at, runId, outcome, reason, backfill }: FireRow, zone: string) {
  return { at: zonedText(at, zone), runId, outcome, reason, backfill };
}

const LANGUAGES: Record<Locale, string> = { en: 'en', 'zh-CN': 'zh_CN' };

/** Null where there are no words for it. */
function inWords(schedule: string, locale: Locale): string | null {
  try {
    return cronstrue.toString(schedule, { locale: LANGUAGES[locale], use24HourTimeFormat: true, verbose: false });
  } catch {
    return null;
  }
}
