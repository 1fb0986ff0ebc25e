import { useEffect, useState } from 'react';
import type { TableField } from '../../lib/resources.ts';
import { useMissingRole } from '../../lib/roles.ts';

const CELL =
  'w-full min-w-32 rounded-md border border-transparent bg-transparent px-2 py-1 text-sm hover:border-slate-300 focus:border-accent aria-invalid:border-rose-500 dark:hover:border-slate-700';

interface RecordCellProps {
  field: TableField;
  /** Empty where the record has none. */
  value: string;
  /** Stores the value once the reader leaves the cell or presses Enter, when it is another. */
  onWrite: (value: string) => Promise<unknown>;
}

/** One value of a record, edited where it stands; Escape brings back what is stored. */
export function RecordCell({ field, value, onWrite }: RecordCellProps) {
  const [text, setText] = useState(value);
  const [isRefused, setIsRefused] = useState(false);
  const missing = useMissingRole('editor');
  const reset = () => {
    setText(value);
    setIsRefused(false);
  };
  useEffect(reset, [value]);
  const write = (written: string) =>
    onWrite(written).then(
      () => setIsRefused(false),
      () => setIsRefused(true),
    );
  const choose = (option: string) => {
    setText(option);
    onWrite(option).catch(reset);
  };
  const shared = { 'aria-label': field.name, disabled: missing !== null, className: CELL };
  if (field.type === 'STATIC_DROPDOWN') {
    const options = field.data?.options.map((option) => option.value) ?? [];
    return (
      <select {...shared} value={text} onChange={(event) => choose(event.target.value)}>
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
      aria-invalid={isRefused}
      onBlur={() => text !== value && void write(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') reset();
      }}
    />
  );
}
