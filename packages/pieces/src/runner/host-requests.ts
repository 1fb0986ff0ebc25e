import { isIP } from 'node:net';
import type { JsonValue } from '@perdura/definition';
import { z } from 'zod';
import type { HostAnswer, HostMethod } from '../child/protocol.ts';
import { HOST_METHODS } from '../child/protocol.ts';
import type { NameCheck } from './name-check.ts';
import type { PieceHost } from './piece-host.ts';
import type { PieceOutbound } from './piece-runner.ts';
import { tableQuestion } from './table-question.ts';

/** What answers the questions of one child. */
export interface HostAnswers {
  /** Never throws: what goes wrong is the answer. */
  answer(host: PieceHost, method: unknown, args: unknown): Promise<HostAnswer>;
}

/** It came out of JSON. */
const json = z.custom<JsonValue>((value) => value !== undefined);
const scope = z.enum(['PROJECT', 'FLOW']);
const key = z.string().min(1).max(128);
const response = z.looseObject({
  status: z.coerce.number().int().min(100).max(599).optional(),
  headers: z.record(z.string(), z.coerce.string()).optional(),
  body: json.optional(),
});

const channelReply = z.object({
  channel: z.string().min(1).max(500).optional(),
  conversation: z.string().min(1).max(500).optional(),
  text: z.string().optional(),
  data: z.record(z.string(), json).optional(),
});

const QUESTIONS = {
  'store.get': z.tuple([scope, key]),
  'store.put': z.tuple([scope, key, json]),
  'store.delete': z.tuple([scope, key]),
  'files.write': z.tuple([z.string().min(1).max(500), z.string()]),
  'files.read': z.tuple([z.string().max(4000)]),
  connection: z.tuple([z.string().max(500)]),
  'flows.list': z.tuple([z.object({ externalIds: z.array(z.string().max(200)).max(1000).optional() })]),
  'project.externalId': z.tuple([]),
  'tags.add': z.tuple([z.string().min(1).max(500)]),
  'channels.reply': z.tuple([channelReply]),
  'output.update': z.tuple([z.record(z.string(), json)]),
  wait: z.tuple([
    z.object({
      type: z.enum(['DELAY', 'WEBHOOK']),
      number: z.number().int().min(1).max(1000),
      until: z.iso.datetime().optional(),
      response: response.optional(),
    }),
  ]),
  tables: z.tuple([tableQuestion]),
  outbound: z.tuple([z.string().max(100), z.number().int().min(0).max(65_535), z.array(z.string().max(300)).max(100)]),
} satisfies Record<HostMethod, z.ZodType>;

type Args<M extends HostMethod> = z.infer<(typeof QUESTIONS)[M]>;

/** Checks what a child asks, which may be anything, before a host hears of it. */
export function hostAnswers(outbound: PieceOutbound, names: NameCheck): HostAnswers {
  return {
    async answer(host, method, args) {
      try {
        const known = HOST_METHODS.find((name) => name === method);
        if (known === undefined)
          return { ok: false, error: `There is no "${String(method).slice(0, 50)}" to ask for.` };
        const value = await ask(known, args, host, outbound, names);
        return { ok: true, value: value ?? null };
      } catch (error) {
        return { ok: false, error: messageOf(error) };
      }
    },
  };
}

async function ask(method: HostMethod, args: unknown, host: PieceHost, outbound: PieceOutbound, names: NameCheck) {
  const read = <M extends HostMethod>(name: M): Args<M> => readArgs(name, args);
  switch (method) {
    case 'store.get':
      return host.store.get(...read(method));
    case 'store.put':
      return host.store.put(...read(method)).then(() => null);
    case 'store.delete':
      return host.store.delete(...read(method)).then(() => null);
    case 'files.write': {
      const [fileName, data] = read(method);
      return host.files.write(fileName, Buffer.from(data, 'base64'));
    }
    case 'files.read': {
      const file = await host.files.read(...read(method));
      return file && { fileName: file.fileName, data: file.data.toString('base64') };
    }
    case 'connection':
      return host.connection(...read(method));
    case 'flows.list': {
      const [{ externalIds }] = read(method);
      return host.listFlows(externalIds === undefined ? {} : { externalIds });
    }
    case 'project.externalId':
      return host.projectExternalId();
    case 'tags.add':
      return host.addTag(...read(method)).then(() => null);
    case 'channels.reply':
      return host.replyByChannel(...read(method));
    case 'output.update':
      return host.updateOutput(...read(method)).then(() => null);
    case 'wait':
      return createWait(host, read(method));
    case 'tables':
      if (host.tables === undefined) throw new Error('Only the piece of tables may ask for tables.');
      return host.tables(...read(method));
    case 'outbound':
      return refusal(outbound, names, host.boundHosts?.() ?? [], read(method));
  }
}

async function createWait(host: PieceHost, [wait]: Args<'wait'>) {
  const { requestId, resumeUrl } = await host.createWait(wait);
  return { requestId, resumeUrl };
}

/** Why an address must not be called; the names that a child claims to have looked up are looked up again. */
async function refusal(
  outbound: PieceOutbound,
  names: NameCheck,
  boundTo: readonly string[],
  [address, port, claimed]: Args<'outbound'>,
) {
  if (isIP(address) === 0) return `"${address}" is no address.`;
  const refused = outbound.refusal(address, port, [], boundTo);
  if (refused === null || claimed.length === 0) return refused;
  return outbound.refusal(address, port, await names.confirm(address, claimed), boundTo);
}

function readArgs<M extends HostMethod>(method: M, args: unknown): Args<M> {
  const read = QUESTIONS[method].safeParse(args);
  if (read.success) return read.data as Args<M>;
  const [issue] = read.error.issues;
  throw new Error(`${method} cannot be asked so: ${issue?.path.join('.')}: ${issue?.message}`);
}

function messageOf(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return message.slice(0, 2000);
}
