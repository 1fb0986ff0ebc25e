import { useEffect, useState } from 'react';
import type { TableField } from '../../lib/resources.ts';
import { useMissingRole } from '../../lib/roles.ts';

const CELL =
  'w-full min-w-32 rounded-md border border-transparent bg-transparent px-2 py-1 text-sm hover:border-slate-300 focus:border-accent dark:hover:border-slate-700';

interface RecordCellProps {
  field: TableField;
  /** Empty where the record has none. */
  value: string;
  /** Told once the reader leaves the cell or presses Enter, when the value is another. */
  onWrite: (value: string) => void;
}

/** One value of a record, edited where it stands. */
export function RecordCell({ field, value, onWrite }: RecordCellProps) {
  const [text, setText] = useState(value);
  const missing = useMissingRole('editor');
  useEffect(() => setText(value), [value]);
  const shared = { 'aria-label': field.name, disabled: missing !== null, className: CELL };
  if (field.type === 'STATIC_DROPDOWN') {
    const options = field.data?.options.map((option) => option.value) ?? [];
    return (
      <select {...shared} value={value} onChange={(event) => onWrite(event.target.value)}>
        <option value="" />
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...shared}
      inputMode={field.type === 'NUMBER' ? 'decimal' : 'text'}
      placeholder={field.type === 'DATE' ? '2026-04-12' : undefined}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => text !== value && onWrite(text)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
