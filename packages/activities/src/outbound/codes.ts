/** Codes of failures of outbound calls; each has a page in docs/errors. */
export const OUTBOUND_CODES = {
  blockedAddress: 'BLOCKED_ADDRESS',
  networkError: 'NETWORK_ERROR',
  timeout: 'TIMEOUT',
  responseTooLarge: 'RESPONSE_TOO_LARGE',
  responseInvalid: 'RESPONSE_INVALID',
  tooManyRedirects: 'TOO_MANY_REDIRECTS',
  httpStatus: 'HTTP_STATUS',
  requestInvalid: 'REQUEST_INVALID',
  connectionNotFound: 'CONNECTION_NOT_FOUND',
  connectionUnreadable: 'CONNECTION_UNREADABLE',
  connectionRefused: 'CONNECTION_REFUSED',
  connectionTypeMismatch: 'CONNECTION_TYPE_MISMATCH',
  connectionHostNotAllowed: 'CONNECTION_HOST_NOT_ALLOWED',
} as const;
