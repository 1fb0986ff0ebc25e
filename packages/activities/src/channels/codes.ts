/** Codes of failures of replies; each has a page in docs/errors. */
export const CHANNEL_CODES = {
  notFound: 'CHANNEL_NOT_FOUND',
  disabled: 'CHANNEL_DISABLED',
  replyInvalid: 'REPLY_INVALID',
  replyRefused: 'REPLY_REFUSED',
} as const;
