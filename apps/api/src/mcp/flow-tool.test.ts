import type { FlowTrigger, JsonObject } from '@perdura/definition';
import { flowTool, MCP_PIECE } from './flow-tool.ts';

function toolOf(input: JsonObject) {
  const settings = { pieceName: MCP_PIECE, pieceVersion: '0.3.4', triggerName: 'mcp_tool', input };
  return flowTool({ type: 'PIECE_TRIGGER', name: 'trigger', settings } as unknown as FlowTrigger);
}

const UNSAID: JsonObject[] = [{}, { type: null, required: null }];

test.each(UNSAID)('what a parameter does not say is as its trigger has it: %j', (given) => {
  expect(toolOf({ toolName: 'weather', inputSchema: [{ name: 'city', ...given }] })).toMatchObject({
    name: 'weather',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  });
});

test('what a parameter says holds', () => {
  const { inputSchema } = toolOf({ inputSchema: [{ name: 'days', type: 'Number', required: false }] });
  expect(inputSchema).toEqual({ type: 'object', properties: { days: { type: 'number' } } });
});

test('a client waits for the flow where its trigger says so', () => {
  const inputs: JsonObject[] = [{}, { returnsResponse: null }, { returnsResponse: false }];
  expect(inputs.map((input) => toolOf(input).waits)).toEqual([false, false, false]);
  expect(toolOf({ returnsResponse: true }).waits).toBe(true);
});

test('a flow with another trigger takes anything, and its client waits', () => {
  expect(flowTool({ type: 'EMPTY' } as FlowTrigger)).toMatchObject({ inputSchema: { type: 'object' }, waits: true });
});
