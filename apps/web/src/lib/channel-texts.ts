/** Texts about channels, in English and in Chinese. */
export const CHANNEL_TEXTS = {
  channels: ['Channels', '渠道'],
  channelsHint: [
    'People write by channels, and workflows answer. Messages come in at the address of a channel, signed by its secret.',
    '用户通过渠道发来消息,由工作流回复。消息发送到渠道的地址,并以其密钥签名。',
  ],
  newChannel: ['New channel', '新建渠道'],
  channelType: ['Type', '类型'],
  messagesAddress: ['Messages come in at', '消息接收地址'],
  channelSecret: ['Secret', '密钥'],
  secretOnce: ['It is shown this once: copy it now.', '仅显示这一次:请立即复制。'],
  rotateSecret: ['New secret', '更换密钥'],
  confirmRotateSecret: [
    'Make a new secret? Messages that are signed by the old one are refused at once.',
    '更换密钥?以旧密钥签名的消息将立即被拒绝。',
  ],
  channelMessages: ['Messages', '消息'],
  channelAutomations: ['Started by messages', '由消息启动'],
  messageIn: ['In', '收到'],
  messageOut: ['Out', '回复'],
  conversation: ['Conversation', '会话'],
  messageText: ['Text', '内容'],
  channelOfAutomation: ['Channel', '渠道'],
} as const satisfies Record<string, readonly [string, string]>;
