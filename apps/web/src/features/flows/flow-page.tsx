import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { flowDetail } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import type { Flow } from '../../lib/resources.ts';
import { AddStepDialog } from './add-step-dialog.tsx';
import { FlowHeader } from './flow-header.tsx';
import { FlowRuns } from './flow-runs.tsx';
import { FlowTree } from './flow-tree.tsx';
import { FlowValidity } from './flow-validity.tsx';
import { FlowVersionBar } from './flow-version-bar.tsx';
import { FlowWebhook } from './flow-webhook.tsx';
import { StepDialog } from './step-dialog.tsx';
import { useStepFaults } from './step-faults.ts';
import type { StepPlace } from './step-places.ts';
import { TriggerDialog } from './trigger-dialog.tsx';

/** What of a flow the page shows: the newest version unless another is named, and the step that is looked at. */
export interface FlowSearch {
  version?: string | undefined;
  step?: string | undefined;
}

/** A flow: its steps, what they need, where it is called and what it did. */
export function FlowPage() {
  const { flowId } = useParams({ strict: false }) as { flowId: string };
  const { version } = useSearch({ strict: false }) as FlowSearch;
  const query = useQuery(flowDetail(flowId, version));
  return <Loaded query={query}>{(flow) => <FlowPanels key={flow.id} flow={flow} shown={version} />}</Loaded>;
}

function FlowPanels({ flow, shown }: { flow: Flow; shown: string | undefined }) {
  const { step: opened } = useSearch({ strict: false }) as FlowSearch;
  const navigate = useNavigate();
  const show = (search: FlowSearch) =>
    void navigate({ to: '/flows/$flowId', params: { flowId: flow.id }, search: search as never, replace: true });
  const openStep = (step: string | undefined) => show({ version: shown, step });
  return (
    <>
      <FlowHeader flow={flow} isNewest={shown === undefined} onPlace={openStep} />
      <FlowVersionBar flow={flow} shown={shown} onShow={(version) => show({ version })} />
      <FlowSteps flow={flow} isNewest={shown === undefined} opened={opened} onOpen={openStep} />
      <FlowWebhook flowId={flow.id} />
      <FlowRuns flowId={flow.id} />
    </>
  );
}

interface FlowStepsProps {
  flow: Flow;
  isNewest: boolean;
  opened: string | undefined;
  onOpen: (name: string | undefined) => void;
}

function FlowSteps({ flow, isNewest, opened, onOpen }: FlowStepsProps) {
  const { trigger } = flow.version;
  const faults = useStepFaults(trigger);
  const [place, setPlace] = useState<StepPlace>();
  const [isChoosing, setIsChoosing] = useState(false);
  return (
    <Panel
      title={t('steps')}
      actions={
        isNewest && (
          <Button needs="editor" onClick={() => setIsChoosing(true)}>
            {trigger.type === 'EMPTY' ? t('chooseTrigger') : t('changeTrigger')}
          </Button>
        )
      }
    >
      <FlowValidity version={flow.version} faults={faults} onOpen={onOpen} />
      <FlowTree trigger={trigger} faults={faults} onOpen={onOpen} onAdd={isNewest ? setPlace : undefined} />
      {place !== undefined && (
        <AddStepDialog flow={flow} place={place} onClose={() => setPlace(undefined)} onAdded={onOpen} />
      )}
      {isChoosing && (
        <TriggerDialog flow={flow} onClose={() => setIsChoosing(false)} onChosen={() => onOpen('trigger')} />
      )}
      {opened !== undefined && (
        <StepDialog key={opened} flow={flow} name={opened} isNewest={isNewest} onClose={() => onOpen(undefined)} />
      )}
    </Panel>
  );
}
