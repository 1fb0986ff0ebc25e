import { useQuery } from '@tanstack/react-query';
import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Select } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import { isRecord } from '../../lib/nested-nodes.ts';
import { workflowList } from '../../lib/queries.ts';
import type { Draft } from './draft.ts';

/** A place in the definition: the name of a policy, and of a field within it. */
type Place = readonly [policy: string, field?: string];

/** What holds for each run of a workflow as a whole: read from the definition's text, and written into it. */
export function PoliciesForm({ draft }: { draft: Draft }) {
  return (
    <details className="rounded-md border border-slate-200 dark:border-slate-800">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium">{t('policies')}</summary>
      <div className="border-t border-slate-200 p-3 dark:border-slate-800">
        {draft.value === null ? (
          <p className="text-sm text-muted">{t('policiesNeedJson')}</p>
        ) : (
          <Fields definition={draft.value} replace={draft.replace} />
        )}
      </div>
    </details>
  );
}

interface FieldsProps {
  definition: Record<string, unknown>;
  replace: (definition: Record<string, unknown>) => void;
}

function Fields({ definition, replace }: FieldsProps) {
  const field = (place: Place) => ({
    value: textAt(definition, place),
    onCommit: (text: string) => replace(withPolicy(definition, place, text === '' ? undefined : text)),
  });
  const amount = (place: Place) => ({
    ...field(place),
    type: 'number',
    min: 1,
    onCommit: (text: string) => replace(withPolicy(definition, place, text === '' ? undefined : Number(text))),
  });
  const tags = Array.isArray(definition.tags) ? definition.tags.join(', ') : '';
  const setTags = (text: string) => {
    const found = text.split(',').flatMap((tag) => tag.trim() || []);
    replace(withPolicy(definition, ['tags'], found.length === 0 ? undefined : found));
  };
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      <CommittedField label={t('concurrencyLimit')} {...amount(['concurrency', 'limit'])} />
      <ConcurrencyPolicy definition={definition} replace={replace} />
      <CommittedField label={t('concurrencyKey')} {...field(['concurrency', 'key'])} />
      <CommittedField label={t('rateLimit')} {...amount(['rateLimit', 'limit'])} />
      <CommittedField label={t('ratePer')} {...field(['rateLimit', 'per'])} />
      <CommittedField label={t('runTimeout')} {...amount(['timeoutMs'])} />
      <Priority definition={definition} replace={replace} />
      <FailureHandler definition={definition} replace={replace} />
      <CommittedField label={t('retentionDays')} {...amount(['retentionDays'])} />
      <CommittedField label={t('tags')} value={tags} onCommit={setTags} />
      <CommittedField label={t('businessKeyTemplate')} {...field(['businessKey'])} />
    </div>
  );
}

function ConcurrencyPolicy({ definition, replace }: FieldsProps) {
  const place = ['concurrency', 'policy'] as const;
  const chosen = textAt(definition, place);
  return (
    <Select
      label={t('concurrencyPolicy')}
      value={chosen === 'queue' ? '' : chosen}
      onChange={(policy) => replace(withPolicy(definition, place, policy || undefined))}
      options={[
        ['', t('policyQueue')],
        ['skip', t('policySkip')],
        ['cancel-oldest', t('policyCancelOldest')],
      ]}
    />
  );
}

function Priority({ definition, replace }: FieldsProps) {
  const chosen = textAt(definition, ['priority']);
  return (
    <Select
      label={t('priority')}
      value={chosen === '3' ? '' : chosen}
      onChange={(text) => replace(withPolicy(definition, ['priority'], text === '' ? undefined : Number(text)))}
      options={[
        ['1', t('priorityFirst')],
        ['2', '2'],
        ['', t('priorityDefault')],
        ['4', '4'],
        ['5', t('priorityLast')],
      ]}
    />
  );
}

function FailureHandler({ definition, replace }: FieldsProps) {
  const place = ['onFailure', 'workflowId'] as const;
  const workflows = useQuery(workflowList('', undefined)).data?.workflows ?? [];
  const chosen = textAt(definition, place);
  const isListed = chosen === '' || workflows.some(({ _id }) => _id === chosen);
  return (
    <Select
      label={t('onFailure')}
      value={chosen}
      onChange={(workflowId) => replace(withPolicy(definition, place, workflowId || undefined))}
      options={[
        ['', t('none')],
        ...(isListed ? [] : [[chosen, chosen] as const]),
        ...workflows.map(({ _id, name }) => [_id, name] as const),
      ]}
    />
  );
}

function textAt(definition: Record<string, unknown>, [policy, field]: Place): string {
  const whole = definition[policy];
  const value = field === undefined ? whole : isRecord(whole) ? whole[field] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The definition with one more policy, or one less for undefined; an object that becomes empty goes too. */
function withPolicy(definition: Record<string, unknown>, [policy, field]: Place, value: unknown) {
  const { [policy]: before, ...others } = definition;
  if (field === undefined) return value === undefined ? others : { ...definition, [policy]: value };
  const { [field]: _replaced, ...rest } = isRecord(before) ? before : {};
  const inner = value === undefined ? rest : { ...(isRecord(before) ? before : {}), [field]: value };
  return Object.keys(inner).length === 0 ? others : { ...definition, [policy]: inner };
}
