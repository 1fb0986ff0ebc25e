import type { StepFault } from '@perdura/definition/flow-validity';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { t } from '../../lib/language.ts';
import type { FlowVersion } from '../../lib/resources.ts';

interface FlowValidityProps {
  version: FlowVersion;
  faults: readonly StepFault[];
  onOpen: (name: string) => void;
}

/** Whether a version can be published, and what stands in the way. */
export function FlowValidity({ version, faults, onOpen }: FlowValidityProps) {
  if (version.valid) {
    return (
      <p className="mb-3 flex items-center gap-1.5 text-sm text-emerald-700 dark:text-emerald-400">
        <CircleCheck aria-hidden className="size-4" />
        {t('flowValid')}
      </p>
    );
  }
  return (
    <div className="mb-3 text-sm text-amber-800 dark:text-amber-300">
      <p className="flex items-center gap-1.5 font-medium">
        <TriangleAlert aria-hidden className="size-4" />
        {t('flowInvalid')}
      </p>
      <ul className="mt-1 list-disc space-y-0.5 pl-8">
        {faults.map(({ step, displayName, reason }) => (
          <li key={step}>
            <button type="button" className="underline" onClick={() => onOpen(step)}>
              {displayName}
            </button>{' '}
            {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
