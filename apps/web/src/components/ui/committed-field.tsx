import { type InputHTMLAttributes, useEffect, useState } from 'react';
import { TextField } from './controls.tsx';

interface CommittedFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  label: string;
  value: string;
  /** Told once the reader leaves the field or presses Enter, when the text is another. */
  onCommit: (text: string) => void;
}

/** A text field that keeps what is typed to itself until it is done. */
export function CommittedField({ value, onCommit, ...rest }: CommittedFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text.trim() !== value) onCommit(text.trim());
  };
  return (
    <TextField
      {...rest}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
