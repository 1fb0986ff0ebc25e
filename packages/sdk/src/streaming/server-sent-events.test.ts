import { readServerSentEvents } from './server-sent-events.ts';

test('a stream on which nothing comes any more is broken, and let go of', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(new TextEncoder().encode('id: 1\nevent: run\ndata: {}\n\n')),
    cancel: () => {
      isCancelled = true;
    },
  });
  const events = readServerSentEvents(new Response(body), 20);
  expect((await events.next()).value).toEqual({ id: '1', event: 'run', data: '{}' });
  await expect(events.next()).rejects.toThrow('nothing came for 20 ms');
  expect(isCancelled).toBe(true);
});
