import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Select } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { t } from '../../lib/language.ts';
import { workflowDetail, workflowVersion } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';
import { writtenJson, writtenObject } from '../../lib/written-json.ts';
import { type GivenResult, GivenResults } from './given-results.tsx';
import { useRepetition } from './repetition.ts';
import { RetryActions } from './retry-actions.tsx';
import { TriggerDataField } from './trigger-data-field.tsx';

/** Words of `from` that are no node. */
const FAILED = 'failed';
const START = 'start';

/** Repeats a failed or cancelled run: from where, of which version, with which data and results. */
export function RetryDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const [from, setFrom] = useState(FAILED);
  const [version, setVersion] = useState<'pinned' | 'latest'>('pinned');
  const [data, setData] = useState<string>();
  const [results, setResults] = useState<GivenResult[]>([]);
  const nodeIds = useNodeIds(run, version);
  const retry = useRepetition(run._id, 'retry', () => bodyOf(from, version, data, results), onClose);
  const change = (chosen: 'pinned' | 'latest') => {
    setVersion(chosen);
    // Another version may have other nodes.
    setFrom(FAILED);
    setResults([]);
  };
  return (
    <Dialog title={t('retryRun')} onClose={onClose}>
      <div className="space-y-3">
        <p className="text-sm text-muted">{t('retryRunHint')}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label={t('retryVersion')}
            value={version}
            onChange={(chosen) => change(chosen === 'latest' ? 'latest' : 'pinned')}
            options={[
              ['pinned', `${t('versionPinned')} (${run.version})`],
              ['latest', t('versionLatest')],
            ]}
          />
          <Select
            label={t('retryFrom')}
            value={from}
            onChange={setFrom}
            options={[
              [FAILED, t('fromFailed')],
              [START, t('fromStart')],
              ...nodeIds.filter(isNoWord).map((nodeId) => [nodeId, `${t('fromNode')} ${nodeId}`] as const),
            ]}
          />
        </div>
        <TriggerDataField run={run} value={data} onChange={setData} />
        <GivenResults run={run} nodeIds={nodeIds} results={results} onChange={setResults} />
        <RetryActions retry={retry} onClose={onClose} />
      </div>
    </Dialog>
  );
}

/** The nodes outside loops of the version that will be run. */
function useNodeIds(run: Run, version: 'pinned' | 'latest'): string[] {
  const pinned = useQuery(workflowVersion(run.workflowId, run.version)).data;
  const latest = useQuery({ ...workflowDetail(run.workflowId), enabled: version === 'latest' }).data;
  return (version === 'latest' ? latest : pinned)?.nodes.map(({ id }) => id) ?? [];
}

/** A node of such a name could not be told from the word. */
function isNoWord(nodeId: string): boolean {
  return nodeId !== FAILED && nodeId !== START;
}

function bodyOf(from: string, version: string, data: string | undefined, results: readonly GivenResult[]): object {
  return {
    from,
    version,
    ...(data === undefined ? {} : { data: writtenObject(data) ?? {} }),
    ...(results.length === 0
      ? {}
      : { results: Object.fromEntries(results.map(({ nodeId, text }) => [nodeId, writtenJson(text)])) }),
  };
}
