import { definePiece } from '../define-piece.js';
import { parseUrl } from './parse-url.js';
import { returnResponse } from './return-response.js';
import { sendRequest } from './send-request.js';

export const http = definePiece({
  name: 'http',
  version: '0.11.10',
  displayName: 'HTTP',
  description: 'Send a request to any address and go on with what it answers',
  logo: 'http.svg',
  categories: ['CORE'],
  actions: [sendRequest, parseUrl, returnResponse],
});
