import { type Locale, message } from '@perdura/contracts';
import { ApiError, invalid } from '../../api-error.ts';

/** The pause after many attempts is not over. */
export function tooManyAttempts(seconds: number): ApiError {
  return new ApiError('RATE_LIMITED', { values: { seconds }, headers: { 'Retry-After': String(seconds) } });
}

export function wrongCurrent(locale: Locale): ApiError {
  return invalid([{ pointer: '/current', message: message(locale, 'passwordIsWrong') }]);
}
