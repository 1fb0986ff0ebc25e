import express, { type RequestHandler } from 'express';
import { byPlace, inOrder } from './in-order.ts';
import { close, listen } from './serve.ts';

/** What an application of these handlers answers at a path: the text, or the error that reached its end. */
async function answerOf(handler: RequestHandler, path = '/'): Promise<string> {
  const app = express();
  app.use(handler, ((_request, response) => void response.send('nobody')) satisfies RequestHandler);
  app.use(((error, _request, response, _next) => void response.send(`error ${error}`)) as express.ErrorRequestHandler);
  const { server, port } = await listen(app, '127.0.0.1', 0, { publicUrl: '', defaultLocale: 'en' });
  try {
    return await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  } finally {
    await close(server, 0);
  }
}

const passes: RequestHandler = (_request, _response, next) => next();
const passesLate: RequestHandler = async (_request, _response, next) => {
  await Promise.resolve();
  next();
};
const says =
  (text: string): RequestHandler =>
  (_request, response) =>
    void response.send(text);

test('handlers go on with the next one, and what none of them answers goes on', async () => {
  expect(await answerOf(inOrder(passes, passesLate, says('third'), says('fourth')))).toBe('third');
  expect(await answerOf(inOrder(passes, passesLate))).toBe('nobody');
});

test.each<[string, RequestHandler]>([
  [
    'thrown',
    () => {
      throw 'x';
    },
  ],
  ['thrown late', () => Promise.reject('x')],
  ['handed on', (_request, _response, next) => next('x')],
])('an error that is %s ends the order', async (_, fails) => {
  expect(await answerOf(inOrder(passesLate, fails, says('never')))).toBe('error x');
});

test('a request is handed to the handler of its place alone', async () => {
  const byEnd = byPlace(new Map([['b', says('found')]]), (path) => path.slice(-1));
  expect(await answerOf(byEnd, '/a/b?c')).toBe('found');
  expect(await answerOf(byEnd, '/a/c')).toBe('nobody');
});
