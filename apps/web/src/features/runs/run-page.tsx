import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { WorkflowGraph } from '../../components/workflow-graph.tsx';
import { t } from '../../lib/language.ts';
import { runDetail } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';
import { isOver } from '../../lib/run-status.ts';
import { useLiveRun } from './live-updates.ts';
import { RunFamily } from './run-family.tsx';
import { RunHeader } from './run-header.tsx';
import { type RunSource, useRunSource } from './run-source.ts';
import { StepDrawer } from './step-drawer.tsx';
import { stepGroups } from './step-groups.ts';
import { StepList } from './step-list.tsx';
import { StepValue } from './step-parts.tsx';
import { WaitingSteps } from './waiting-steps.tsx';

export function RunPage() {
  const { runId } = useParams({ strict: false }) as { runId: string };
  const [isStreamed, setIsStreamed] = useState(false);
  const query = useQuery(runDetail(runId, isStreamed));
  const isOpen = useLiveRun(runId, query.data);
  useEffect(() => setIsStreamed(isOpen), [isOpen]);
  return <Loaded query={query}>{(run) => <RunPanels key={run._id} run={run} isStreamed={isOpen} />}</Loaded>;
}

function RunPanels({ run, isStreamed }: { run: Run; isStreamed: boolean }) {
  const source = useRunSource(run);
  return (
    <>
      <RunHeader run={run} source={source} isLive={isStreamed} />
      {!isOver(run.status) && <WaitingSteps run={run} titles={source.titles} />}
      <RunSteps run={run} source={source} isStreamed={isStreamed} />
      <RunFamily run={run} />
      <RunValues run={run} />
    </>
  );
}

/** Graph and list of the steps; the one that is looked at stands in the address. */
function RunSteps({ run, source, isStreamed }: { run: Run; source: RunSource; isStreamed: boolean }) {
  const { step: opened } = useSearch({ strict: false }) as { step?: string };
  const navigate = useNavigate();
  const { workflow: version, titles, parents } = source;
  const groups = useMemo(() => stepGroups(run), [run]);
  const open = (step: string | undefined) =>
    void navigate({ to: '/runs/$runId', params: { runId: run._id }, search: { step } as never, replace: true });
  return (
    <>
      {version !== undefined && version.nodes.length > 0 && (
        <Panel title={t('graph')}>
          <WorkflowGraph
            nodes={version.nodes}
            edges={version.edges}
            states={new Map(groups.map((group) => [group.nodeId, group]))}
            onSelect={open}
          />
        </Panel>
      )}
      <Panel title={t('steps')}>
        {run.moreSteps && <p className="mb-3 text-sm text-muted">{t('moreSteps')}</p>}
        <StepList groups={groups} parents={parents} titles={titles} onOpen={open} />
      </Panel>
      {opened !== undefined && (
        <StepDrawer
          key={opened}
          run={run}
          nodeId={opened}
          title={titles.get(opened)?.title ?? opened}
          isStreamed={isStreamed}
          onClose={() => open(undefined)}
        />
      )}
    </>
  );
}

/** What went into a run as a whole, and what came out of it. */
function RunValues({ run }: { run: Run }) {
  const hasResult = run.resultOmitted !== undefined || (run.result !== null && run.result !== undefined);
  const hasResponse = run.responseOmitted !== undefined || (run.response !== null && run.response !== undefined);
  return (
    <>
      {hasResult && (
        <Panel title={t('result')}>
          <StepValue value={run.result} omitted={run.resultOmitted} />
        </Panel>
      )}
      {hasResponse && (
        <Panel title={t('response')}>
          <StepValue value={run.response} omitted={run.responseOmitted} />
        </Panel>
      )}
      <Panel title={t('triggerData')}>
        <JsonView value={run.triggerData} />
      </Panel>
    </>
  );
}
