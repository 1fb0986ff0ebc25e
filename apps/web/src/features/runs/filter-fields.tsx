import { CommittedField } from '../../components/ui/committed-field.tsx';
import type { RunFilterName, RunSearch } from '../../lib/run-filters.ts';

export type ChangeSearch = (change: Partial<RunSearch>) => void;

/** A field of text that is searched for once it is left. */
export function TextFilter({
  name,
  label,
  search,
  onChange,
  disabled = false,
}: {
  name: RunFilterName;
  label: string;
  search: RunSearch;
  onChange: ChangeSearch;
  disabled?: boolean;
}) {
  return (
    <CommittedField
      label={label}
      value={search[name] ?? ''}
      disabled={disabled}
      onCommit={(text) => onChange({ [name]: text || undefined })}
    />
  );
}
