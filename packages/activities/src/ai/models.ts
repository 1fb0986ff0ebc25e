import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import {
  connectionRedactor,
  connectionText,
  mismatch,
  type OpenConnection,
  requireAllowedHost,
} from '../outbound/connections.ts';
import { readUrl } from '../outbound/exchange.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { type Redactor, redactor } from '../outbound/redaction.ts';
import { demoModel } from './demo-model.ts';

// The SDK would print what a provider does not support; the step's warnings say it.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** The language models that prompts can go to. */
export interface LanguageModels {
  readonly settings: AiSettings;
  /**
   * The model of a connection; without one that of the settings; and when they name no provider either, the local
   * demo model, which needs no network.
   *
   * @param modelId as the provider names it; null for the default of the settings
   * @throws {StepFailure} CONNECTION_TYPE_MISMATCH, CONNECTION_HOST_NOT_ALLOWED, REQUEST_INVALID
   */
  choose(connection: OpenConnection | null, modelId: string | null, signal: AbortSignal): ChosenModel;
}

export interface ChosenModel {
  kind: 'openai-compatible' | 'anthropic' | 'demo';
  model: LanguageModelV3;
  /** Hides the provider's key in what comes back. */
  hide: Redactor;
}

export interface AiSettings {
  /** An OpenAI-compatible server, with its `/v1`. @default null; OpenAI's own when there is an `apiKey` */
  baseUrl: string | null;
  /** Key for `baseUrl`. @default null */
  apiKey: string | null;
  /** @default null */
  anthropicApiKey: string | null;
  /** @default 'https://api.anthropic.com/v1' */
  anthropicBaseUrl: string;
  /** Model of OpenAI-compatible servers where a node names none. @default 'gpt-4.1-mini' */
  model: string;
  /** Model of Anthropic where a node names none. @default 'claude-sonnet-4-5' */
  anthropicModel: string;
  /** How often a model may answer within one step, calls of tools between them. @default 10 */
  maxSteps: number;
  /** Limit on one call of a provider, in milliseconds; the attempt's own limit usually ends it before. @default 10 min */
  timeoutMs: number;
}

const DEFAULT_AI_SETTINGS: AiSettings = {
  baseUrl: null,
  apiKey: null,
  anthropicApiKey: null,
  anthropicBaseUrl: 'https://api.anthropic.com/v1',
  model: 'gpt-4.1-mini',
  anthropicModel: 'claude-sonnet-4-5',
  maxSteps: 10,
  timeoutMs: 10 * 60_000,
};

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * @param given settings that differ from the defaults
 * @param outbound the way out; servers that the settings name are trusted, since the operator named them
 */
export function createLanguageModels(given: Partial<AiSettings>, outbound: Outbound): LanguageModels {
  const settings = { ...DEFAULT_AI_SETTINGS, ...given };
  const own = ownProvider(settings, outbound);
  return {
    settings,
    choose(connection, modelId, signal) {
      const provider = connection === null ? own : providerOf(connection, settings, outbound);
      if (provider === null) return { kind: 'demo', model: demoModel(), hide: redactor([]) };
      return { kind: provider.kind, model: modelOf(provider, modelId, settings, signal), hide: provider.hide };
    },
  };
}

interface Provider {
  kind: 'openai-compatible' | 'anthropic';
  baseUrl: string;
  apiKey: string;
  defaultModel: string;
  outbound: Outbound;
  hide: Redactor;
}

function ownProvider(settings: AiSettings, outbound: Outbound): Provider | null {
  const { baseUrl, apiKey, anthropicApiKey } = settings;
  if (baseUrl !== null || apiKey !== null) {
    return trusted('openai-compatible', baseUrl ?? OPENAI_URL, apiKey ?? '', settings.model, outbound);
  }
  if (anthropicApiKey === null) return null;
  return trusted('anthropic', settings.anthropicBaseUrl, anthropicApiKey, settings.anthropicModel, outbound);
}

function trusted(
  kind: Provider['kind'],
  baseUrl: string,
  apiKey: string,
  defaultModel: string,
  outbound: Outbound,
): Provider {
  const { hostname, port } = readUrl(baseUrl);
  const host = port === '' ? hostname : `${hostname}:${port}`;
  return { kind, baseUrl, apiKey, defaultModel, outbound: outbound.trusting([host]), hide: redactor([apiKey]) };
}

function providerOf(connection: OpenConnection, settings: AiSettings, outbound: Outbound): Provider {
  const hide = connectionRedactor(connection);
  const provider = describeProvider(connection, settings);
  const url = readUrl(provider.baseUrl);
  requireAllowedHost(connection, url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80));
  return { ...provider, outbound, hide };
}

function describeProvider(connection: OpenConnection, settings: AiSettings): Omit<Provider, 'outbound' | 'hide'> {
  const { baseUrl } = connection.value;
  if (connection.type === 'anthropic') {
    return {
      kind: 'anthropic',
      baseUrl: typeof baseUrl === 'string' && baseUrl !== '' ? baseUrl : DEFAULT_AI_SETTINGS.anthropicBaseUrl,
      apiKey: connectionText(connection, 'apiKey'),
      defaultModel: settings.anthropicModel,
    };
  }
  if (connection.type !== 'openai-compatible') throw mismatch(connection, 'expected openai-compatible or anthropic');
  return {
    kind: 'openai-compatible',
    baseUrl: connectionText(connection, 'baseUrl'),
    apiKey: connectionText(connection, 'apiKey'),
    defaultModel: settings.model,
  };
}

function modelOf(
  provider: Provider,
  modelId: string | null,
  settings: AiSettings,
  signal: AbortSignal,
): LanguageModelV3 {
  const { kind, baseUrl, apiKey, defaultModel, outbound } = provider;
  const fetch = outbound.fetch({ signal, timeoutMs: settings.timeoutMs });
  const id = modelId ?? defaultModel;
  if (kind === 'anthropic') return createAnthropic({ baseURL: baseUrl, apiKey, fetch })(id);
  return createOpenAICompatible({
    name: 'openai-compatible',
    baseURL: baseUrl,
    fetch,
    ...(apiKey === '' ? {} : { apiKey }),
  })(id);
}
