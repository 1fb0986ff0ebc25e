import { buildConsole } from './app.ts';
import { readEnvironment } from './env.ts';

const environment = readEnvironment(process.env);
const server = buildConsole(environment).listen(environment.PORT, environment.HOST, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : environment.PORT;
  process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'console listens', host: environment.HOST, port })}\n`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
