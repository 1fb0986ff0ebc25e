import { useState } from 'react';
import { ForgottenForm } from './forgotten-form.tsx';
import { KeyForm } from './key-form.tsx';
import { PasswordForm } from './password-form.tsx';

type SignInWay = 'password' | 'key' | 'forgotten';

/** Asks whoever has not signed in for a password, or for an API key. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [way, setWay] = useState<SignInWay>('password');
  if (way === 'key') return <KeyForm onSignedIn={onSignedIn} onOther={() => setWay('password')} />;
  if (way === 'forgotten') return <ForgottenForm onBack={() => setWay('password')} />;
  return <PasswordForm onSignedIn={onSignedIn} onOther={setWay} />;
}
