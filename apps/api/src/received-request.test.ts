import { request } from 'node:http';
import express from 'express';
import { hangUp } from './received-request.ts';
import { close, listen } from './serve.ts';

test.each(['before', 'after'])('a signal that is asked for %s the caller hung up is aborted', async (when) => {
  const app = express();
  const signal = new Promise<AbortSignal>((resolve) => {
    app.use((_request, response) => {
      if (when === 'before') resolve(hangUp(response));
      response.once('close', () => setImmediate(() => resolve(hangUp(response))));
      caller.destroy();
    });
  });
  const { server, port } = await listen(app, '127.0.0.1', 0, { publicUrl: '', defaultLocale: 'en' });
  const caller = request({ port, host: '127.0.0.1' }).on('error', () => undefined);
  caller.end();
  const asked = await signal;
  if (!asked.aborted) await new Promise((resolve) => asked.addEventListener('abort', resolve, { once: true }));
  expect(asked.aborted).toBe(true);
  await close(server, 0);
});

test('the signal of a request that was answered is not aborted', async () => {
  const app = express();
  const signal = new Promise<AbortSignal>((resolve) => {
    app.use((_request, response) => {
      response.once('close', () => setImmediate(() => resolve(hangUp(response))));
      response.end('answered');
    });
  });
  const { server, port } = await listen(app, '127.0.0.1', 0, { publicUrl: '', defaultLocale: 'en' });
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('answered');
  expect((await signal).aborted).toBe(false);
  await close(server, 0);
});
