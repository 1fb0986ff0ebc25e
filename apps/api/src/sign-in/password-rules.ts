import { type Locale, message } from '@perdura/contracts';
import type { Fault } from '@perdura/definition';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/**
 * What is wrong with a new password beside its length: it is the account's address, or one that is guessed first, with
 * or without digits and marks at its end.
 */
export function passwordFaults(password: string, email: string, pointer: string, locale: Locale): Fault[] {
  const plain = password.normalize('NFKC').trim().toLowerCase();
  const address = email.trim().toLowerCase();
  if (plain === address || plain === address.split('@')[0]) {
    return [{ pointer, message: message(locale, 'passwordIsAddress') }];
  }
  return isCommon(plain) ? [{ pointer, message: message(locale, 'passwordIsCommon') }] : [];
}

function isCommon(plain: string): boolean {
  // Two different characters, or one that follows the other all along the keyboard's digits.
  if (new Set(plain).size <= 2 || '01234567890123456789'.includes(plain) || '98765432109876543210'.includes(plain)) {
    return true;
  }
  const words = plain.replace(/[\d\W_]+$/u, '');
  return COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(words) || COMMON_PASSWORDS.has(half(plain));
}

/** `abcabc` is as easily guessed as `abc`. */
function half(text: string): string {
  const first = text.slice(0, text.length / 2);
  return first + first === text ? first : text;
}
