import { definePiece } from '../define-piece.js';
import { mcpTool } from './mcp-tool.js';
import { replyToMcpClient } from './reply-to-mcp-client.js';

export const mcp = definePiece({
  name: 'mcp',
  version: '0.3.4',
  displayName: 'MCP',
  description: 'Makes a flow a tool that MCP clients call, and answers them',
  logo: 'mcp.svg',
  categories: ['CORE', 'UNIVERSAL_AI'],
  actions: [replyToMcpClient],
  triggers: [mcpTool],
});
