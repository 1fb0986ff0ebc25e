import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Panel, TextArea } from '../../components/ui/controls.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { callFlow } from '../../lib/flow-calls.ts';
import { refreshFlow } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import { writtenJson } from '../../lib/written-json.ts';

/** Where a flow is called, and a request to try it with. */
export function FlowWebhook({ flowId }: { flowId: string }) {
  const address = `${window.location.origin}/v1/webhooks/${flowId}`;
  return (
    <Panel title={t('webhookOfFlow')}>
      <ul className="mb-4 space-y-2 text-sm">
        <Address url={address} text={t('callsPublished')} />
        <Address url={`${address}/sync`} text={t('callsAndWaits')} />
      </ul>
      <TryForm flowId={flowId} />
    </Panel>
  );
}

function Address({ url, text }: { url: string; text: string }) {
  return (
    <li className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 flex-1">
        <code className="block font-mono text-xs break-all">{url}</code>
        <span className="text-xs text-muted">{text}</span>
      </span>
      <CopyButton text={url} what={url} />
    </li>
  );
}

/** The ways to try a flow, behind its address. */
const WAYS = [
  { way: 'draft', text: 'runDraft' },
  { way: 'draft/sync', text: 'runDraftAndWait' },
  { way: 'test', text: 'keepSample' },
] as const;

function TryForm({ flowId }: { flowId: string }) {
  const [body, setBody] = useState('{}');
  const trial = useMutation({
    mutationFn: async (way: string) => ({ way, answer: await callFlow(flowId, way, writtenJson(body)) }),
    onSuccess: async () => {
      await refreshFlow(flowId);
      await queryClient.invalidateQueries({ queryKey: ['flow-runs'] });
    },
  });
  return (
    <section className="space-y-3">
      <h3 className="text-xs font-semibold text-muted">{t('tryIt')}</h3>
      <TextArea label={t('tryBody')} value={body} onChange={setBody} rows={4} />
      <div className="flex flex-wrap gap-2">
        {WAYS.map(({ way, text }) => (
          <Button needs="operator" key={way} disabled={trial.isPending} onClick={() => trial.mutate(way)}>
            {t(text)}
          </Button>
        ))}
      </div>
      <Problem error={trial.error} />
      {trial.data !== undefined && (
        <div role="status" className="space-y-2 text-sm">
          {trial.data.way === 'test' ? (
            <p>{t('sampleKept')}</p>
          ) : (
            <p>
              {t('answered')}: {trial.data.answer.status}
              {trial.data.answer.runId !== null && (
                <>
                  {' · '}
                  <Link to="/runs/$runId" params={{ runId: trial.data.answer.runId }} className="text-link underline">
                    {t('openRun')}
                  </Link>
                </>
              )}
            </p>
          )}
          {trial.data.way === 'draft/sync' && trial.data.answer.body !== null && (
            <JsonView value={trial.data.answer.body} />
          )}
        </div>
      )}
    </section>
  );
}
