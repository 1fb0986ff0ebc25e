import type { FlowStep } from '@perdura/definition';
import { flowSteps, innerChains } from '@perdura/definition/flow-steps';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { flowDetail, flowRunFacts } from '../../lib/flow-queries.ts';
import { placedNodes } from '../../lib/nested-nodes.ts';
import { shortPieceName } from '../../lib/piece-queries.ts';
import { workflowVersion } from '../../lib/queries.ts';
import type { FlowRun, FlowVersion, Run, WorkflowVersion } from '../../lib/resources.ts';

/** How a step is called where its own name says too little. */
export interface StepTitle {
  title: string;
  /** What of a piece it does; empty for all other steps. */
  detail: string;
}

/** What a run is a run of, as far as it is known by now. */
export interface RunSource {
  /** The run as the flow engine has it; null for a run of a workflow, undefined until that is known. */
  flowRun: FlowRun | null | undefined;
  workflow: WorkflowVersion | undefined;
  /** By node id; those of workflows are called by their ids. */
  titles: ReadonlyMap<string, StepTitle>;
  /** The loop around each node that is in one, by node id. */
  parents: ReadonlyMap<string, string | null>;
}

/** Finds out what a run is a run of, and how its steps are called. */
export function useRunSource(run: Pick<Run, '_id' | 'workflowId' | 'version'>): RunSource {
  const facts = useQuery(flowRunFacts([run._id])).data;
  const flowRun = facts === undefined ? undefined : (facts.get(run._id) ?? null);
  const workflow = useQuery({ ...workflowVersion(run.workflowId, run.version), enabled: flowRun === null }).data;
  const flow = useQuery({
    ...flowDetail(flowRun?.flowId ?? '', flowRun?.flowVersionId),
    enabled: flowRun != null,
    retry: false,
  }).data?.version;
  return useMemo(() => ({ flowRun, workflow, ...stepsOf(flow, workflow) }), [flowRun, flow, workflow]);
}

function stepsOf(flow: FlowVersion | undefined, workflow: WorkflowVersion | undefined) {
  if (flow === undefined) {
    const nodes = placedNodes(workflow?.nodes ?? []);
    return {
      titles: new Map<string, StepTitle>(),
      parents: new Map(nodes.map(({ node, parentId }) => [node.id, parentId])),
    };
  }
  const steps = flowSteps(flow.trigger);
  return { titles: new Map(steps.map((step) => [step.name, titleOf(step)])), parents: loopsAround(steps) };
}

function titleOf(step: FlowStep): StepTitle {
  const { displayName: title } = step;
  if (step.type !== 'PIECE') return { title, detail: '' };
  const { pieceName, actionName = '' } = step.settings;
  return { title, detail: `${shortPieceName(pieceName)} · ${actionName}` };
}

/** Each step stands before what it holds, so the innermost loop is found last. */
function loopsAround(steps: readonly FlowStep[]): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const step of steps) {
    const loop = step.type === 'LOOP_ON_ITEMS' ? step.name : (found.get(step.name) ?? null);
    for (const { first } of innerChains(step)) {
      for (let inner = first; inner != null; inner = inner.nextAction ?? null) found.set(inner.name, loop);
    }
  }
  return found;
}
