import { ApiError } from '../../api-error.ts';
import { TOLERANCE_SECONDS, type Verdict } from './signature.ts';

/** What a sender is told whose signature is not accepted. */
export function signatureRefusal(verdict: Exclude<Verdict, { kind: 'accepted' }>, scheme: string): ApiError {
  if (verdict.kind === 'missing') {
    const values = { header: verdict.header, scheme };
    return new ApiError('WEBHOOK_SIGNATURE_INVALID', { detail: 'signatureMissing', values });
  }
  if (verdict.kind === 'wrong') return new ApiError('WEBHOOK_SIGNATURE_INVALID', { detail: 'signatureWrong' });
  const values = { seconds: TOLERANCE_SECONDS };
  return new ApiError('WEBHOOK_SIGNATURE_INVALID', { detail: 'signatureExpired', values });
}
