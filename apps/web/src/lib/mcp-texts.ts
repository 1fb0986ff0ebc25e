/** Texts about MCP servers, in English and in Chinese. */
export const MCP_TEXTS = {
  mcpServers: ['MCP servers', 'MCP 服务器'],
  mcpHint: [
    'Assistants use flows, actions and workflows as tools by the address and the token of a server. Flows with an MCP trigger and workflows with the field “tool” are there by themselves.',
    '助手通过服务器的地址与令牌,把流程、组件动作与工作流当作工具使用。带 MCP 触发器的流程和带 “tool” 字段的工作流会自动提供。',
  ],
  newMcpServer: ['New MCP server', '新建 MCP 服务器'],
  mcpAddress: ['Address', '地址'],
  mcpToken: ['Token', '令牌'],
  mcpListedTools: ['Listed tools', '所列工具'],
  rotateToken: ['New token', '更换令牌'],
  confirmRotateToken: [
    'Make a new token? Clients with the old one are shut out at once.',
    '更换令牌?使用旧令牌的客户端将立即无法访问。',
  ],
  editTools: ['Tools', '工具'],
  addActionAsTool: ['Add an action', '添加动作'],
  flowsAsTools: ['Flows', '流程'],
  actionsAsTools: ['Actions of pieces', '组件动作'],
} as const satisfies Record<string, readonly [string, string]>;
