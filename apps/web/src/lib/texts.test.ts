import { API_KEY_TEXTS } from './api-key-texts.ts';
import { CHANNEL_TEXTS } from './channel-texts.ts';
import { FLOW_TEXTS } from './flow-texts.ts';
import { INSTALLATION_TEXTS } from './installation-texts.ts';
import { MCP_TEXTS } from './mcp-texts.ts';
import { OPERATION_TEXTS } from './operation-texts.ts';
import { PEOPLE_TEXTS } from './people-texts.ts';
import { RUN_TEXTS } from './run-texts.ts';
import { SESSION_TEXTS } from './session-texts.ts';
import { TABLE_TEXTS } from './table-texts.ts';
import { TEXTS } from './texts.ts';

test('no text of one list takes the place of another list’s', () => {
  const keys = [
    API_KEY_TEXTS,
    OPERATION_TEXTS,
    RUN_TEXTS,
    SESSION_TEXTS,
    FLOW_TEXTS,
    INSTALLATION_TEXTS,
    PEOPLE_TEXTS,
    MCP_TEXTS,
    CHANNEL_TEXTS,
    TABLE_TEXTS,
  ].flatMap((list) => Object.keys(list));
  expect(keys.filter((key, position) => keys.indexOf(key) !== position)).toEqual([]);
  for (const list of [
    API_KEY_TEXTS,
    OPERATION_TEXTS,
    RUN_TEXTS,
    SESSION_TEXTS,
    FLOW_TEXTS,
    INSTALLATION_TEXTS,
    PEOPLE_TEXTS,
    MCP_TEXTS,
    CHANNEL_TEXTS,
    TABLE_TEXTS,
  ])
    expect(TEXTS).toMatchObject(list);
});

test('every text is there in both languages', () => {
  for (const [key, texts] of Object.entries(TEXTS)) expect([key, ...texts.map(Boolean)]).toEqual([key, true, true]);
});
