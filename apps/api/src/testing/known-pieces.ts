import type { PieceMetadata, PieceProperty } from '@perdura/definition';
import type { PieceCatalogue } from '../pieces/piece-catalogue.ts';

const LOGO = 'https://example.com/logo.png';

function property(type: string, rest: Partial<PieceProperty> = {}): PieceProperty {
  return { type, displayName: type, required: true, ...rest };
}

function piece(name: string, version: string, rest: Partial<PieceMetadata>): PieceMetadata {
  const shown = { displayName: name, description: '', logoUrl: LOGO, authors: [], categories: [], auth: [] };
  return { name: `@activepieces/piece-${name}`, version, ...shown, actions: {}, triggers: {}, ...rest };
}

const WEBHOOK = piece('webhook', '0.1.29', {
  triggers: {
    catch_webhook: {
      name: 'catch_webhook',
      displayName: 'Catch Webhook',
      description: '',
      props: {
        authType: property('STATIC_DROPDOWN', { defaultValue: 'none' }),
        authFields: property('DYNAMIC', { refreshers: ['authType'] }),
      },
      requireAuth: true,
      type: 'WEBHOOK',
      testStrategy: 'SIMULATION',
      sampleData: null,
    },
  },
  actions: {
    return_response: {
      name: 'return_response',
      displayName: 'Return Response',
      description: '',
      props: {
        responseType: property('STATIC_DROPDOWN', { defaultValue: 'json' }),
        fields: property('DYNAMIC', { refreshers: ['responseType'] }),
        respond: property('STATIC_DROPDOWN', { required: false, defaultValue: 'stop' }),
      },
      requireAuth: true,
    },
  },
});

const SLACK = piece('slack', '0.10.2', {
  auth: [{ type: 'SECRET_TEXT', displayName: 'Token', required: true }],
  actions: {
    send: {
      name: 'send',
      displayName: 'Send',
      description: '',
      props: { text: property('LONG_TEXT'), note: property('MARKDOWN'), channel: property('DROPDOWN') },
      requireAuth: true,
    },
  },
});

const MAILER = piece('mailer', '1.0.0', {
  auth: [
    {
      ...{ type: 'OAUTH2', displayName: 'Mailer', required: true, pkce: true, scope: ['read', '{level}'] },
      ...{ authUrl: 'https://{host}/authorize?keep=1', tokenUrl: 'http://127.0.0.1:9/{host}/token' },
      ...{ authorizationMethod: 'HEADER', prompt: 'omit', extra: { audience: 'mail' } },
      props: { host: property('SHORT_TEXT', { defaultValue: 'mail.example.com' }), level: property('SHORT_TEXT') },
    },
  ],
});

const trigger = {
  description: '',
  props: {},
  requireAuth: false,
  testStrategy: 'TEST_FUNCTION' as const,
  sampleData: null,
};

const TRIGGERS = piece('triggers', '1.0.0', {
  triggers: {
    polled: { ...trigger, name: 'polled', displayName: 'Polled', type: 'POLLING' },
    hooked: {
      ...{ ...trigger, name: 'hooked', displayName: 'Hooked', type: 'WEBHOOK', testStrategy: 'SIMULATION' },
      handshakeConfiguration: { strategy: 'QUERY_PRESENT', paramName: 'challenge' },
    },
    of_app: { ...trigger, name: 'of_app', displayName: 'Of an app', type: 'APP_WEBHOOK' },
  },
});

const CHANNELS = piece('channels', '0.1.0', {
  triggers: {
    new_message: {
      ...{ ...trigger, name: 'new_message', displayName: 'New Message', type: 'WEBHOOK' },
      props: { channel: property('SHORT_TEXT') },
    },
  },
});

/**
 * A catalogue of five pieces: one that takes messages, one that needs nothing, one that needs a connection and two properties, one that signs in
 * with OAuth2, and one with triggers of each kind. It fails for one whose name ends with `-away`.
 */
export const KNOWN_PIECES: PieceCatalogue = {
  async resolveVersion(name, spec) {
    if (name.endsWith('-away')) throw new Error('the catalogue is away');
    const found = metadataOf(name);
    if (found === undefined) return null;
    const exact = /^[~^>]/.test(spec) || spec === found.version;
    return { version: found.version, exact };
  },
  async describe(name, version) {
    const found = metadataOf(name);
    return found?.version === version ? found : null;
  },
};

function metadataOf(name: string): PieceMetadata | undefined {
  return [WEBHOOK, SLACK, MAILER, TRIGGERS, CHANNELS].find((each) => each.name === name);
}
