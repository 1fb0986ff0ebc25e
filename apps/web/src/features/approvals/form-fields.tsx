import { useId } from 'react';
import type { RequestFault } from '../../lib/api-client.ts';
import { t } from '../../lib/language.ts';
import type { FormField, Typed } from './form-schema.ts';

const INPUT =
  'w-full rounded-md border border-slate-300 bg-white px-2.5 py-1.5 text-sm text-slate-900 aria-invalid:border-rose-600 dark:border-slate-700 dark:bg-slate-900 dark:text-slate-100';

interface FormFieldsProps {
  fields: readonly FormField[];
  typed: Typed;
  faults: readonly RequestFault[];
  onType: (pointer: string, text: string) => void;
}

/** The fields of an approval's form, each fault at its field. */
export function FormFields({ fields, typed, faults, onType }: FormFieldsProps) {
  return fields.map((field) => (
    <Field
      key={field.pointer}
      field={field}
      text={typed[field.pointer] ?? ''}
      fault={faults.find(({ pointer }) => pointer === field.pointer || pointer.startsWith(`${field.pointer}/`))}
      onType={(text) => onType(field.pointer, text)}
    />
  ));
}

interface FieldProps {
  field: FormField;
  text: string;
  fault: RequestFault | undefined;
  onType: (text: string) => void;
}

function Field({ field, text, fault, onType }: FieldProps) {
  const id = useId();
  const notes = `${id}-notes`;
  const isFlag = field.kind === 'flag';
  return (
    <div className="space-y-1">
      <div className={isFlag ? 'flex flex-row-reverse items-center justify-end gap-2' : 'space-y-1'}>
        <label htmlFor={id} className="block text-xs font-medium text-muted">
          {field.label}
          {field.isRequired && !isFlag && <span className="ml-1 font-normal">({t('requiredField')})</span>}
        </label>
        <Control field={field} text={text} onType={onType} id={id} notes={notes} isInvalid={fault !== undefined} />
      </div>
      <div id={notes} className="text-xs">
        {field.description !== null && <p className="text-muted">{field.description}</p>}
        {fault !== undefined && <p className="text-rose-700 dark:text-rose-300">{fault.message}</p>}
      </div>
    </div>
  );
}

interface ControlProps extends Omit<FieldProps, 'fault'> {
  id: string;
  notes: string;
  isInvalid: boolean;
}

const INPUT_TYPES = { text: 'text', email: 'email', date: 'date', time: 'datetime-local', number: 'number' } as const;

function Control({ field, text, onType, id, notes, isInvalid }: ControlProps) {
  const { kind, minimum, maximum, step, choices, isRequired } = field;
  const shared = { id, 'aria-describedby': notes, 'aria-invalid': isInvalid, 'aria-required': isRequired };
  if (kind === 'flag') {
    return (
      <input
        {...shared}
        type="checkbox"
        className="size-4 accent-teal-700"
        checked={text === 'true'}
        onChange={(event) => onType(String(event.target.checked))}
      />
    );
  }
  const written = { ...shared, className: INPUT, value: text };
  if (kind === 'choice') {
    return (
      <select {...written} onChange={(event) => onType(event.target.value)}>
        <option value="">{t('choose')}</option>
        {choices.map((choice) => (
          <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
            {typeof choice === 'string' ? choice : JSON.stringify(choice)}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'long' || kind === 'json') {
    return <textarea {...written} rows={4} onChange={(event) => onType(event.target.value)} />;
  }
  const bounds = kind === 'number' ? { min: minimum, max: maximum, step } : {};
  return <input {...written} {...bounds} type={INPUT_TYPES[kind]} onChange={(event) => onType(event.target.value)} />;
}
