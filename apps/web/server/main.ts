import { onStopSignal, reportFailure } from '@perdura/process';
import { buildConsole } from './app.ts';
import { readEnv } from './env.ts';

/** The composition root: reads the environment, serves until a signal comes. */
function main(): void {
  const env = readEnv(process.env);
  const server = buildConsole(env).listen(env.PORT, env.HOST, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : env.PORT;
    process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'console listens', host: env.HOST, port })}\n`);
  });
  onStopSignal(() => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

try {
  main();
} catch (error) {
  reportFailure('console', error);
}
