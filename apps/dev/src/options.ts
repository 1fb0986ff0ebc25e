import { parseArgs } from 'node:util';

/** Servers whose port can be chosen, with the option that does it and the port to try first. */
export const PORTS = {
  api: { option: '--api-port', purpose: 'the API', preferred: 8080 },
  console: { option: '--console-port', purpose: 'the console', preferred: 8090 },
  temporal: { option: '--temporal-port', purpose: 'Temporal', preferred: 7233 },
  temporalUi: { option: '--temporal-ui-port', purpose: "Temporal's own pages", preferred: 8233 },
  postgres: { option: '--postgres-port', purpose: 'PostgreSQL', preferred: 54320 },
  smtp: { option: '--smtp-port', purpose: 'incoming mail', preferred: 1025 },
  mailbox: { option: '--mailbox-port', purpose: 'the mailbox', preferred: 8025 },
} as const;

export type PortName = keyof typeof PORTS;
export const PORT_NAMES: readonly PortName[] = [
  'api',
  'console',
  'temporal',
  'temporalUi',
  'postgres',
  'smtp',
  'mailbox',
];

export interface DevOptions {
  /** Returns once everything is ready, and leaves it running. */
  detach: boolean;
  /** Ends a running stack instead of starting one. */
  stop: boolean;
  /** Forgets all data first. */
  reset: boolean;
  /** Ports that the user chose. */
  ports: Partial<Record<PortName, number>>;
}

/** The command line is not understood; the message names the option. */
export class OptionError extends Error {
  readonly code = 'BAD_OPTION';
  override readonly name = 'OptionError';
}

/** @throws OptionError */
export function parseOptions(args: string[]): DevOptions {
  const values = parse(args);
  const ports: Partial<Record<PortName, number>> = {};
  for (const name of PORT_NAMES) {
    const option = PORTS[name].option;
    const text = values[option.slice(2)];
    if (typeof text === 'string') ports[name] = portFrom(text, option);
  }
  refuseSharedPorts(ports);
  return { detach: values.detach === true, stop: values.stop === true, reset: values.reset === true, ports };
}

function parse(args: string[]): Record<string, string | boolean | undefined> {
  const port = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      options: {
        detach: flag,
        stop: flag,
        reset: flag,
        ...Object.fromEntries(PORT_NAMES.map((name) => [PORTS[name].option.slice(2), port])),
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)} See ./bin/dev --help.`);
  }
}

function portFrom(text: string, option: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new OptionError(`${option} is "${text}"; expected a port number from 1 to 65535.`);
  }
  return port;
}

function refuseSharedPorts(ports: Partial<Record<PortName, number>>): void {
  const seen = new Map<number, string>();
  for (const name of PORT_NAMES) {
    const port = ports[name];
    if (port === undefined) continue;
    const other = seen.get(port);
    if (other !== undefined) throw new OptionError(`${other} and ${PORTS[name].option} both ask for port ${port}.`);
    seen.set(port, PORTS[name].option);
  }
}
