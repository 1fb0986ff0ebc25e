import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Select, TextField } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Problem } from '../../components/ui/feedback.tsx';
import { callApi } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import { queryClient } from '../../lib/queries.ts';
import type { SavedSearch } from '../../lib/resources.ts';
import {
  bodyOfFilters,
  filtersOf,
  filtersOfBody,
  RUN_FILTER_NAMES,
  type RunSearch,
  sameFilters,
} from '../../lib/run-filters.ts';
import { savedSearches } from '../../lib/run-queries.ts';
import type { ChangeSearch } from './filter-fields.tsx';

interface SavedSearchesProps {
  search: RunSearch;
  onChange: ChangeSearch;
}

/** Picks a search that was kept by a name, keeps the one that is shown, and changes or removes a kept one. */
export function SavedSearches({ search, onChange }: SavedSearchesProps) {
  const searches = useQuery(savedSearches).data?.searches ?? [];
  const picked = searches.find(({ id }) => id === search.saved);
  const [naming, setNaming] = useState<'new' | 'rename'>();
  const command = useMutation({
    mutationFn: ({ method, id, body }: { method: 'PUT' | 'DELETE'; id: string; body?: object }) =>
      callApi(method, `/v1/searches/${id}`, body),
    onSettled: () => queryClient.invalidateQueries({ queryKey: savedSearches.queryKey }),
  });
  const pick = (id: string) => {
    const found = searches.find((each) => each.id === id);
    onChange(found === undefined ? { saved: undefined } : { ...shown(found), saved: id });
  };
  const isChanged = picked !== undefined && !sameFilters(search, filtersOfBody(picked.filter));
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1 sm:max-w-64">
          <Select
            label={t('savedSearch')}
            value={picked?.id ?? ''}
            onChange={pick}
            options={[['', t('noSavedSearch')], ...searches.map(({ id, name }) => [id, name] as const)]}
          />
        </div>
        {picked === undefined ? (
          <Button
            needs="operator"
            disabled={Object.keys(filtersOf(search)).length === 0}
            onClick={() => setNaming('new')}
          >
            {t('saveSearch')}
          </Button>
        ) : (
          <>
            {isChanged && (
              <Button
                tone="accent"
                disabled={command.isPending}
                onClick={() =>
                  command.mutate({ method: 'PUT', id: picked.id, body: { filter: bodyOfFilters(search) } })
                }
              >
                {t('saveChange')}
              </Button>
            )}
            <Button needs="operator" onClick={() => setNaming('rename')}>
              {t('rename')}
            </Button>
            <Button
              tone="danger"
              disabled={command.isPending}
              onClick={() => {
                if (!window.confirm(t('confirmRemoveSearch'))) return;
                command.mutate({ method: 'DELETE', id: picked.id });
                onChange({ saved: undefined });
              }}
            >
              {t('remove')}
            </Button>
          </>
        )}
      </div>
      <Problem error={command.error} />
      {naming !== undefined && (
        <NameDialog
          search={search}
          renamed={naming === 'rename' ? picked : undefined}
          onSaved={(id) => onChange({ saved: id })}
          onClose={() => setNaming(undefined)}
        />
      )}
    </div>
  );
}

interface NameDialogProps {
  search: RunSearch;
  /** The kept search that gets another name; a new one is kept where there is none. */
  renamed: SavedSearch | undefined;
  onSaved: (id: string) => void;
  onClose: () => void;
}

function NameDialog({ search, renamed, onSaved, onClose }: NameDialogProps) {
  const [name, setName] = useState(renamed?.name ?? '');
  const saving = useMutation({
    mutationFn: () =>
      renamed === undefined
        ? callApi<SavedSearch>('POST', '/v1/searches', { name, filter: bodyOfFilters(search) })
        : callApi<SavedSearch>('PUT', `/v1/searches/${renamed.id}`, { name }),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: savedSearches.queryKey });
      onSaved(saved.id);
      onClose();
    },
  });
  return (
    <Dialog title={t(renamed === undefined ? 'saveSearch' : 'rename')} onClose={onClose}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <TextField label={t('searchName')} value={name} onChange={(event) => setName(event.target.value)} required />
        <Problem error={saving.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('close')}</Button>
          <Button tone="accent" type="submit" disabled={saving.isPending || name.trim() === ''}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The filters of a kept search, and none of those that are set now. */
function shown(saved: SavedSearch): Partial<RunSearch> {
  const none = Object.fromEntries(RUN_FILTER_NAMES.map((name) => [name, undefined]));
  return { ...none, ...filtersOfBody(saved.filter) };
}
