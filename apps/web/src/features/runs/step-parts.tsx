import { Link } from '@tanstack/react-router';
import { JsonView } from '../../components/ui/json-view.tsx';
import { formatNumber, t } from '../../lib/language.ts';
import type { Step } from '../../lib/resources.ts';
import { RouterOutcome, routerBranches } from './router-outcome.tsx';

/** Why a step or an attempt failed; nothing where it did not. */
export function StepError({ error }: { error: Step['error'] }) {
  if (error === null) return null;
  return (
    <p className="break-words text-rose-700 dark:text-rose-300">
      <code className="font-mono text-xs font-semibold">{error.code}</code> {error.message}
    </p>
  );
}

export function Warnings({ warnings }: { warnings: readonly string[] }) {
  return warnings.map((warning) => (
    <p key={warning} className="text-amber-800 dark:text-amber-300">
      {warning}
    </p>
  ));
}

export function ChildRunLink({ runId }: { runId: string | null }) {
  if (runId === null) return null;
  return (
    <p>
      {t('childRun')}{' '}
      <Link to="/runs/$runId" params={{ runId }} className="font-mono text-xs text-link hover:underline">
        {runId}
      </Link>
    </p>
  );
}

/** The run that did a step which this one took over; nothing for a step of its own. */
export function CarriedFrom({ runId }: { runId: string | null }) {
  if (runId === null) return null;
  return (
    <p className="text-muted">
      {t('carriedOver')}{' '}
      <Link to="/runs/$runId" params={{ runId }} className="font-mono text-xs text-link hover:underline">
        {runId}
      </Link>
    </p>
  );
}

interface ValueProps {
  value: unknown;
  omitted?: { bytes: number } | undefined;
}

/** What a step answered: of a router its branches, of all others the value. */
export function StepResult({ nodeType, ...result }: ValueProps & { nodeType: string }) {
  const branches = routerBranches(nodeType, result.value);
  return branches === null ? <StepValue {...result} /> : <RouterOutcome branches={branches} />;
}

/** A value, or how large it is where the answer left it out; nothing for null. */
export function StepValue({ value, omitted }: ValueProps) {
  if (omitted !== undefined) {
    return (
      <p className="text-muted">
        {t('resultOmitted')} ({formatNumber(omitted.bytes)} B)
      </p>
    );
  }
  return value === null || value === undefined ? null : <JsonView value={value} />;
}
