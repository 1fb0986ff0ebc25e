import { approval } from './approval/index.js';
import { channels } from './channels/index.js';
import { crypto } from './crypto/index.js';
import { csv } from './csv/index.js';
import { dateHelper } from './date-helper/index.js';
import { http } from './http/index.js';
import { jsonPiece } from './json/index.js';
import { manualTrigger } from './manual-trigger/index.js';
import { mathHelper } from './math-helper/index.js';
import { mcp } from './mcp/index.js';
import { smtp } from './smtp/index.js';
import { tables } from './tables/index.js';
import { tags } from './tags/index.js';
import { textHelper } from './text-helper/index.js';

/** The pieces that npm does not have. They run in child processes as all others do; the list of pieces is made of these. */
export const BUILT_IN_PIECES = [
  ...[approval, channels, crypto, csv, dateHelper, http, jsonPiece],
  ...[manualTrigger, mathHelper, mcp, smtp, tables, tags, textHelper],
];
