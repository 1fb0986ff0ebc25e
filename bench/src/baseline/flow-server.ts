import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { Client, Connection, WithStartWorkflowOperation, type Workflow } from '@temporalio/client';

interface Answer {
  status?: number;
  body?: unknown;
}

/** A webhook as a developer would write it by hand: each request starts a workflow and waits for its update. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
  const client = new Client({ connection });
  const run = async (body: unknown): Promise<Answer> => {
    const startWorkflowOperation = new WithStartWorkflowOperation('answerRequest', {
      workflowId: `baseline-${randomUUID()}`,
      taskQueue: env.TASK_QUEUE ?? '',
      args: [{ body }],
      workflowIdConflictPolicy: 'FAIL',
    });
    return await client.workflow.executeUpdateWithStart<Workflow, Answer, []>('answer', { startWorkflowOperation });
  };
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return void response.writeHead(200).end();
    const { status = 200, body = null } = await run(JSON.parse(await textOf(request)));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  process.on('SIGTERM', () => process.exit(0));
  server.listen(Number(env.PORT), '127.0.0.1');
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

await main(process.env);
