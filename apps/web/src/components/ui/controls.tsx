import type { ProjectRole } from '@perdura/contracts/roles';
import { Plus } from 'lucide-react';
import type { ButtonHTMLAttributes, InputHTMLAttributes, ReactNode } from 'react';
import { useMissingRole } from '../../lib/roles.ts';

const TONES = {
  plain:
    'border border-slate-300 bg-white hover:bg-slate-100 dark:border-slate-700 dark:bg-slate-900 dark:hover:bg-slate-800',
  accent: 'bg-accent text-white hover:bg-accent-strong',
  danger:
    'border border-rose-300 text-rose-700 hover:bg-rose-50 dark:border-rose-800 dark:text-rose-300 dark:hover:bg-rose-950',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: keyof typeof TONES;
  /** Whether an icon is all that it shows; its name is in `aria-label` then. */
  isIcon?: boolean;
  /** The least role in the project that it is for; others see why they cannot use it. */
  needs?: ProjectRole;
}

export function Button({ needs, ...rest }: ButtonProps) {
  return needs === undefined ? <AnyButton {...rest} /> : <RoleButton needs={needs} {...rest} />;
}

/** Begins the making of one more thing of the page. */
export function AddButton({ needs = 'editor', children, ...rest }: Omit<ButtonProps, 'tone'>) {
  return (
    <Button needs={needs} tone="accent" {...rest}>
      <Plus aria-hidden className="size-4" />
      {children}
    </Button>
  );
}

function RoleButton({ needs, ...rest }: ButtonProps & { needs: ProjectRole }) {
  const missing = useMissingRole(needs);
  return <AnyButton {...rest} {...(missing === null ? {} : { disabled: true, title: missing })} />;
}

function AnyButton({ tone = 'plain', isIcon = false, className = '', ...rest }: Omit<ButtonProps, 'needs'>) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex items-center justify-center gap-1.5 rounded-md text-sm font-medium transition disabled:cursor-not-allowed disabled:opacity-50 ${isIcon ? 'p-1.5' : 'px-3 py-1.5'} ${TONES[tone]} ${className}`}
    />
  );
}

const FIELD =
  'w-full rounded-md border border-slate-300 bg-white px-2.5 py-1.5 text-sm dark:border-slate-700 dark:bg-slate-900';

export function TextField({ label, ...rest }: InputHTMLAttributes<HTMLInputElement> & { label: string }) {
  return (
    <label className="flex flex-col gap-1 text-xs font-medium text-muted">
      {label}
      <input {...rest} className={`${FIELD} text-slate-900 dark:text-slate-100`} />
    </label>
  );
}

export function TextArea({
  label,
  value,
  onChange,
  rows = 5,
  prose = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  /** Whether people's own words go in, instead of JSON. */
  prose?: boolean;
}) {
  return (
    <label className="flex flex-col gap-1 text-xs font-medium text-muted">
      {label}
      <textarea
        rows={rows}
        spellCheck={prose}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${FIELD} ${prose ? '' : 'font-mono'} text-slate-900 dark:text-slate-100`}
      />
    </label>
  );
}

export function Select({
  label,
  isLabelHidden = false,
  value,
  onChange,
  options,
}: {
  label: string;
  /** Whether it is only for those who cannot see what it stands beside. */
  isLabelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <label className="flex flex-col gap-1 text-xs font-medium text-muted">
      {!isLabelHidden && label}
      <select
        aria-label={isLabelHidden ? label : undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${FIELD} text-slate-900 dark:text-slate-100`}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  /** Whether its title is that of the whole page. */
  isPage?: boolean;
  children: ReactNode;
}

export function Panel({ title, actions, isPage = false, children }: PanelProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className="rounded-xl border border-slate-200 bg-white shadow-xs dark:border-slate-800 dark:bg-slate-900">
      {(title !== undefined || actions !== undefined) && (
        <header className="flex flex-wrap items-center justify-between gap-3 border-b border-slate-200 px-4 py-2.5 dark:border-slate-800">
          <Heading className="text-sm font-semibold">{title}</Heading>
          <div className="flex flex-wrap gap-2">{actions}</div>
        </header>
      )}
      <div className="p-4">{children}</div>
    </section>
  );
}
