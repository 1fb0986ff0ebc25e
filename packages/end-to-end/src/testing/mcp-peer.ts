import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';
import type { Arrival, Peer } from './arrivals.ts';
import { Gate } from './gate.ts';

/** An MCP server over Streamable HTTP with one tool, `note`, which answers `{noted}`; each request has its own server. */
export class McpPeer implements Peer {
  readonly arrivals: Arrival[] = [];
  readonly gate = new Gate();
  readonly #server: Server = createServer(async (request, response) => {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    await this.#tools(request.headers).connect(transport);
    await transport.handleRequest(request, response);
  });

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/mcp`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  async close(): Promise<void> {
    this.gate.open();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tools(headers: IncomingHttpHeaders): McpServer {
    const server = new McpServer({ name: 'peer', version: '1.0.0' });
    server.registerTool('note', { inputSchema: { text: z.string() } }, async ({ text }) => {
      this.arrivals.push({ key: String(headers['idempotency-key'] ?? ''), atMs: performance.now() });
      await this.gate.pass();
      return { content: [{ type: 'text', text }], structuredContent: { noted: text } };
    });
    return server;
  }
}
