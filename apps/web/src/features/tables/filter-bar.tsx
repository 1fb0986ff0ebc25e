import { Plus, X } from 'lucide-react';
import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Button, Select } from '../../components/ui/controls.tsx';
import { type TextKey, t } from '../../lib/language.ts';
import type { TableField } from '../../lib/resources.ts';
import type { GridFilter } from '../../lib/table-queries.ts';

const OPERATORS: readonly (readonly [operator: string, text: TextKey])[] = [
  ['eq', 'opEq'],
  ['neq', 'opNeq'],
  ['gt', 'opGt'],
  ['gte', 'opGte'],
  ['lt', 'opLt'],
  ['lte', 'opLte'],
  ['co', 'opCo'],
  ['exists', 'opExists'],
  ['not_exists', 'opNotExists'],
];

interface FilterBarProps {
  fields: TableField[];
  filters: GridFilter[];
  onChange: (filters: GridFilter[]) => void;
}

/** The conditions that records of the grid pass. */
export function FilterBar({ fields, filters, onChange }: FilterBarProps) {
  const [first] = fields;
  if (first === undefined) return null;
  const change = (at: number, part: Partial<GridFilter>) =>
    onChange(filters.map((filter, index) => (index === at ? { ...filter, ...part } : filter)));
  return (
    <div className="space-y-2">
      {filters.map((filter, at) => (
        <div key={filter.key} className="flex flex-wrap items-end gap-2">
          <Select
            label={t('filterField')}
            value={filter.fieldId}
            options={fields.map(({ id, name }) => [id, name] as const)}
            onChange={(fieldId) => change(at, { fieldId })}
          />
          <Select
            label={t('filterOperator')}
            value={filter.operator}
            options={OPERATORS.map(([operator, text]) => [operator, t(text)] as const)}
            onChange={(operator) => change(at, { operator })}
          />
          {!filter.operator.endsWith('exists') && (
            <CommittedField label={t('filterValue')} value={filter.value} onCommit={(value) => change(at, { value })} />
          )}
          <Button
            isIcon
            className="mb-0.5"
            aria-label={t('removeFilter')}
            title={t('removeFilter')}
            onClick={() => onChange(filters.filter((_, index) => index !== at))}
          >
            <X aria-hidden className="size-4" />
          </Button>
        </div>
      ))}
      <Button
        onClick={() =>
          onChange([...filters, { key: crypto.randomUUID(), fieldId: first.id, operator: 'exists', value: '' }])
        }
      >
        <Plus aria-hidden className="size-4" />
        {t('addFilter')}
      </Button>
    </div>
  );
}
