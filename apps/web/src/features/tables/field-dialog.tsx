import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, Select, TextArea, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { refreshTables } from '../../lib/table-queries.ts';

const TYPES = ['TEXT', 'NUMBER', 'DATE', 'STATIC_DROPDOWN'] as const;

/** Adds a field to a table. */
export function FieldDialog({ tableId, onClose }: { tableId: string; onClose: () => void }) {
  const [name, setName] = useState('');
  const [type, setType] = useState('TEXT');
  const [options, setOptions] = useState('');
  const saving = useMutation({
    mutationFn: async () => {
      const values = options.split('\n').flatMap((line) => (line.trim() === '' ? [] : [{ value: line.trim() }]));
      const data = type === 'STATIC_DROPDOWN' ? { data: { options: values } } : {};
      await callApi('POST', '/v1/fields', { tableId, name: name.trim(), type, ...data });
      await refreshTables();
    },
    onSuccess: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Dialog title={t('newField')} onClose={onClose}>
      <form className="space-y-3" onSubmit={submit}>
        <TextField label={t('name')} value={name} required onChange={(event) => setName(event.target.value)} />
        <Select
          label={t('type')}
          value={type}
          options={TYPES.map((each) => [each, t(`field-${each}`)] as const)}
          onChange={setType}
        />
        {type === 'STATIC_DROPDOWN' && (
          <TextArea prose label={t('tableFieldOptions')} value={options} onChange={setOptions} />
        )}
        <Problem error={saving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" type="submit" disabled={saving.isPending || name.trim() === ''}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
