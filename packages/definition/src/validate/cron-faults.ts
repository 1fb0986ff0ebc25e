import type { CronFault } from '../cron/parse-cron.ts';
import type { FaultReport } from '../faults/report.ts';
import { excerpt, word } from '../faults/wording.ts';

/** Reports why a schedule cannot be read. */
export function reportCronFault(fault: CronFault, schedule: string, report: FaultReport): void {
  const { locale } = report;
  const pointer = '/trigger/schedule';
  if (fault.kind === 'fieldCount') {
    report.add('CRON_FIELD_COUNT', pointer, { schedule: excerpt(schedule), found: fault.found });
  } else if (fault.kind === 'macro') {
    const expected = word('cronMacro', locale, { names: fault.known.join(', ') });
    report.add('CRON_FIELD_INVALID', pointer, {
      cronField: word('macro', locale),
      found: excerpt(fault.found),
      expected,
    });
  } else {
    const { low, high } = fault;
    const names = fault.names.length === 0 ? '' : ` (${fault.names[0]} … ${fault.names.at(-1)})`;
    const expected = word('cronRange', locale, { low, high, names });
    report.add('CRON_FIELD_INVALID', pointer, {
      cronField: word(fault.field, locale),
      found: excerpt(fault.found),
      expected,
    });
  }
}
