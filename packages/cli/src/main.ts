#!/usr/bin/env node
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

// A reader that goes away early, as `head` does, is no fault.
process.stdout.on('error', () => process.exit(0));
const exitCode = await runCli(process.argv.slice(2), processTerminal());
// What is still open, such as kept connections, must not hold the process.
process.stdout.write('', () => process.exit(exitCode));
