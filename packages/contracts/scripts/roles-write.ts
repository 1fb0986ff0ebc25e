import { readFileSync, writeFileSync } from 'node:fs';
import { roleTable, TABLE_BEGIN, TABLE_END } from './role-table.ts';

const PAGE = new URL('../../../docs/roles.md', import.meta.url);

const page = readFileSync(PAGE, 'utf8');
const [before = ''] = page.split(TABLE_BEGIN);
const [, after = ''] = page.split(TABLE_END);
writeFileSync(PAGE, `${before}${TABLE_BEGIN}\n\n${roleTable()}\n\n${TABLE_END}${after}`);
