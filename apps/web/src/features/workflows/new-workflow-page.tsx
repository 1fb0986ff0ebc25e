import { useNavigate } from '@tanstack/react-router';
import { Panel } from '../../components/ui/controls.tsx';
import { callApi } from '../../lib/api-client.ts';
import { locale, t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { Workflow } from '../../lib/resources.ts';
import { DefinitionForm, DraftGraph } from './definition-form.tsx';
import { useDraft } from './draft.ts';

const CHINESE = locale === 'zh-CN';
const STARTER = {
  name: CHINESE ? '设备巡检' : 'Device inspection',
  trigger: { type: 'manual' },
  nodes: [
    { id: 'fetch', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } },
    {
      id: 'analyze',
      type: 'ai-generate',
      config: { prompt: CHINESE ? '分析设备数据:{{fetch.result}}' : 'Analyse this device data: {{fetch.result}}' },
    },
  ],
  edges: [{ from: 'fetch', to: 'analyze' }],
};

export function NewWorkflowPage() {
  const navigate = useNavigate();
  const save = async (definition: unknown) => {
    const created = await callApi<Workflow>('POST', '/v1/workflows', definition);
    await queryClient.invalidateQueries({ queryKey: ['workflows'] });
    await navigate({ to: '/workflows/$workflowId', params: { workflowId: created._id } });
  };
  const draft = useDraft(STARTER, save);
  return (
    <Panel isPage title={t('newWorkflow')}>
      <div className="space-y-3">
        <DraftGraph draft={draft} />
        <DefinitionForm draft={draft} />
      </div>
    </Panel>
  );
}
