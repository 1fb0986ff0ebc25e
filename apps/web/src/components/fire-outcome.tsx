import { AlarmClockOff, CircleCheck, type LucideIcon, SkipForward } from 'lucide-react';
import { type TextKey, t } from '../lib/language.ts';
import type { FireOutcome } from '../lib/resources.ts';

interface Look {
  icon: LucideIcon;
  text: TextKey;
  tone: string;
}

/** How each outcome of a schedule's time looks. */
const OUTCOME_LOOKS: Record<FireOutcome, Look> = {
  started: { icon: CircleCheck, text: 'outcomeStarted', tone: 'text-emerald-700 dark:text-emerald-400' },
  skipped: { icon: SkipForward, text: 'outcomeSkipped', tone: 'text-muted' },
  missed: { icon: AlarmClockOff, text: 'outcomeMissed', tone: 'text-rose-700 dark:text-rose-400' },
};

export const FIRE_OUTCOMES = Object.keys(OUTCOME_LOOKS) as FireOutcome[];

export function outcomeText(outcome: FireOutcome): string {
  return t(OUTCOME_LOOKS[outcome].text);
}

export function OutcomeBadge({ outcome }: { outcome: FireOutcome }) {
  const { icon: Icon, tone } = OUTCOME_LOOKS[outcome];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap text-sm font-medium ${tone}`}>
      <Icon aria-hidden className="size-4" />
      {outcomeText(outcome)}
    </span>
  );
}
