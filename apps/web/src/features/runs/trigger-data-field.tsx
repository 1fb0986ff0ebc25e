import { TextArea } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import type { Run } from '../../lib/resources.ts';

interface TriggerDataFieldProps {
  run: Run;
  /** What is written in place of the run's own data; undefined while that is kept. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Keeps the trigger data of a run, or offers them for change. */
export function TriggerDataField({ run, value, onChange }: TriggerDataFieldProps) {
  return (
    <div className="space-y-2">
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={value !== undefined}
          onChange={(event) =>
            onChange(event.target.checked ? JSON.stringify(run.triggerData ?? {}, null, 2) : undefined)
          }
        />
        {t('changeData')}
      </label>
      {value !== undefined && <TextArea label={t('triggerData')} value={value} onChange={onChange} rows={8} />}
    </div>
  );
}
