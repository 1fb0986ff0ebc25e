import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { usageError } from './cli-error.ts';
import { isInteractive, type Terminal } from './terminal.ts';

/** Asks for a line. @throws a usage error where nobody can answer: `instead` says what to give on the command line */
export async function ask(terminal: Terminal, question: string, instead: string): Promise<string> {
  requireSomebody(terminal, question, instead);
  return await askLine(terminal, question, false);
}

/** Asks for a line without showing what is typed. */
export async function askSecret(terminal: Terminal, question: string, instead: string): Promise<string> {
  requireSomebody(terminal, question, instead);
  const answer = await askLine(terminal, question, true);
  terminal.stderr.write('\n');
  return answer;
}

/** Asks for yes or no; no unless somebody says yes. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  requireSomebody(terminal, question, 'Give --yes to agree.');
  return /^y(es)?$/i.test((await askLine(terminal, `${question} [y/N] `, false)).trim());
}

/** Everything that is piped in. */
export async function readAll({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function requireSomebody(terminal: Terminal, question: string, instead: string): void {
  if (!isInteractive(terminal)) throw usageError(`There is no terminal to ask: ${question.trim()}`, instead);
}

function askLine({ stdin, stderr }: Terminal, question: string, hidden: boolean): Promise<string> {
  stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: true });
  return new Promise((resolve) => {
    let answer = '';
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('close', () => resolve(answer));
  });
}
