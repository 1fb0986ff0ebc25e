import { Button, Select, TextArea } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import type { Run } from '../../lib/resources.ts';

/** A result that a node gets instead of being run, as it is written. */
export interface GivenResult {
  nodeId: string;
  text: string;
}

interface GivenResultsProps {
  run: Run;
  nodeIds: readonly string[];
  results: GivenResult[];
  onChange: (results: GivenResult[]) => void;
}

/** Gives nodes their results; each begins with what the node had. */
export function GivenResults({ run, nodeIds, results, onChange }: GivenResultsProps) {
  const free = nodeIds.filter((nodeId) => results.every((each) => each.nodeId !== nodeId));
  const given = (nodeId: string): GivenResult => ({ nodeId, text: knownResult(run, nodeId) });
  const replace = (place: number, result: GivenResult) => onChange(results.with(place, result));
  const [next] = free;
  return (
    <fieldset className="space-y-3">
      <legend className="text-xs font-medium text-muted">{t('givenResults')}</legend>
      {results.map((result, place) => (
        <div key={result.nodeId} className="space-y-2 rounded-md border border-slate-200 p-3 dark:border-slate-800">
          <div className="flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <Select
                label={t('node')}
                value={result.nodeId}
                onChange={(nodeId) => replace(place, given(nodeId))}
                options={[result.nodeId, ...free].map((nodeId) => [nodeId, nodeId] as const)}
              />
            </div>
            <Button
              tone="danger"
              aria-label={`${t('remove')}: ${result.nodeId}`}
              onClick={() => onChange(results.toSpliced(place, 1))}
            >
              {t('remove')}
            </Button>
          </div>
          <TextArea
            label={t('resultOf')}
            value={result.text}
            onChange={(text) => replace(place, { ...result, text })}
          />
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={next === undefined} onClick={() => next !== undefined && onChange([...results, given(next)])}>
          {t('addResult')}
        </Button>
        <span className="min-w-0 flex-1 text-xs text-muted">{t('givenResultsHint')}</span>
      </div>
    </fieldset>
  );
}

function knownResult(run: Run, nodeId: string): string {
  const step = run.stepResults.find((each) => each.nodeId === nodeId && each.iteration === '0');
  return JSON.stringify(step?.result ?? null, null, 2);
}
