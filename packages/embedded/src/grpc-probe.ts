import { connect } from 'node:http2';

const DESCRIBE_NAMESPACE = '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace';

/**
 * Whether the Temporal service at this address answers for a namespace. One hand-made gRPC call: it spares this
 * package a client library, and a start of the command line for each try.
 * @param address `host:port`, without TLS
 */
export function servesNamespace(address: string, namespace: string, timeoutMs = 2_000): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    let status: string | null = null;
    const finish = () => {
      clearTimeout(timer);
      session.destroy();
      resolve(status === '0');
    };
    const timer = setTimeout(finish, timeoutMs);
    session.on('error', finish);
    const stream = session.request({
      ':method': 'POST',
      ':path': DESCRIBE_NAMESPACE,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const note = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) status = String(headers['grpc-status']);
    };
    stream.on('response', note);
    stream.on('trailers', note);
    stream.on('error', finish);
    stream.on('close', finish);
    stream.resume();
    stream.end(frame(namespace));
  });
}

/** A gRPC frame around a protobuf message whose field 1 is that text (shorter than 128 bytes). */
function frame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const message = Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
