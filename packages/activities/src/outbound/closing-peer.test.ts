import { createServer, type Socket } from 'node:net';
import { request } from 'undici';

/** A body that one read of a socket brings whole, so that the connection ends while nobody has read any of it. */
const BODY = Buffer.alloc(64 * 1024, 'a');

test('a server that closes its connection before the body is read ends no process, and the body is whole', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n`);
      socket.end(BODY);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { body } = await request(`http://127.0.0.1:${port}/`);
  const [socket] = sockets;
  if (socket !== undefined && !socket.closed) await new Promise((closed) => socket.once('close', closed));
  expect((await body.arrayBuffer()).byteLength).toBe(BODY.length);
  await new Promise((closed) => server.close(closed));
});
