import type { ReactNode } from 'react';
import { Panel } from '../../components/ui/controls.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { t } from '../../lib/language.ts';
import type { Trigger } from '../../lib/resources.ts';
import { curlExample } from './curl-example.ts';

type WebhookTrigger = Extract<Trigger, { type: 'webhook' }>;

/** Where a webhook listens, how its senders sign, and a request to try it with. */
export function WebhookPanel({ trigger, address }: { trigger: WebhookTrigger; address: string }) {
  const url = new URL(address, window.location.origin).href;
  const { signature } = trigger;
  const example = curlExample(trigger, url);
  const isSigned = signature !== undefined && signature.scheme !== 'none';
  return (
    <Panel title={t('webhook')}>
      <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-4">
        <Fact name={t('address')} isWide>
          <span className="flex items-start gap-2">
            <code className="min-w-0 font-mono text-xs break-all">{url}</code>
            <CopyButton text={url} what={t('address')} />
          </span>
        </Fact>
        <Fact name={t('methods')}>{(trigger.methods ?? ['POST']).join(', ')}</Fact>
        <Fact name={t('answer')}>{trigger.respond === 'sync' ? t('answersSync') : t('answersAsync')}</Fact>
        <Fact name={t('signatureScheme')}>{isSigned ? signature.scheme : t('unsigned')}</Fact>
        {isSigned && (
          <Fact name={t('secretFrom')}>
            {signature.connection === undefined ? t('inTrigger') : [signature.connection].flat().join(', ')}
          </Fact>
        )}
      </dl>
      <div className="mt-4 mb-1 flex items-end justify-between gap-3">
        <div>
          <h3 className="text-xs font-semibold text-muted">{t('tryIt')}</h3>
          {isSigned && <p className="text-xs text-muted">{t('tryItHint')}</p>}
        </div>
        <CopyButton text={example} what={t('tryIt')} />
      </div>
      <pre className="overflow-x-auto rounded-md bg-slate-100 p-3 font-mono text-xs dark:bg-slate-950">{example}</pre>
    </Panel>
  );
}

function Fact({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? 'sm:col-span-2' : ''}>
      <dt className="text-xs font-medium text-muted">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
