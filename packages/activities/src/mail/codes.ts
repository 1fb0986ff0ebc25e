/** Codes of failures of mail; each has a page in docs/errors. */
export const MAIL_CODES = {
  invalid: 'MAIL_INVALID',
  rejected: 'MAIL_REJECTED',
  notConfigured: 'MAIL_NOT_CONFIGURED',
} as const;
