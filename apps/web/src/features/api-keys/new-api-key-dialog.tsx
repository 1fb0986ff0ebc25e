import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { refreshApiKeys } from '../../lib/api-key-queries.ts';
import { t } from '../../lib/language.ts';
import type { ApiKey, CreatedApiKey } from '../../lib/resources.ts';

type Scope = ApiKey['scopes'][number];

const SCOPES = ['read', 'write'] as const satisfies Scope[];

interface NewApiKeyDialogProps {
  onMade: (apiKey: CreatedApiKey) => void;
  onClose: () => void;
}

/** Makes a key for oneself in the project. */
export function NewApiKeyDialog({ onMade, onClose }: NewApiKeyDialogProps) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['read']);
  const [end, setEnd] = useState('');
  const making = useMutation({
    mutationFn: () => {
      const expiresAt = end === '' ? null : new Date(end).toISOString();
      return callApi<CreatedApiKey>('POST', '/v1/api-keys', { name: name.trim(), scopes, expiresAt });
    },
    onSuccess: async (apiKey) => {
      onMade(apiKey);
      onClose();
      await refreshApiKeys();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Dialog title={t('newApiKey')} onClose={onClose}>
      <form className="space-y-3" onSubmit={submit}>
        <TextField
          label={t('name')}
          value={name}
          required
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <ScopeChoice chosen={scopes} onChange={setScopes} />
        <TextField
          label={t('keyEndsOptional')}
          type="datetime-local"
          value={end}
          onChange={(event) => setEnd(event.target.value)}
        />
        <Problem error={making.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="accent" type="submit" disabled={making.isPending || name.trim() === '' || scopes.length === 0}>
            {t('newApiKey')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ScopeChoice({ chosen, onChange }: { chosen: Scope[]; onChange: (scopes: Scope[]) => void }) {
  return (
    <fieldset className="space-y-1">
      <legend className="text-xs font-medium text-muted">{t('keyScopes')}</legend>
      {SCOPES.map((scope) => (
        <label key={scope} className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChange(SCOPES.filter((each) => (each === scope ? target.checked : chosen.includes(each))))
            }
          />
          {t(`scope-${scope}`)}
        </label>
      ))}
    </fieldset>
  );
}
