import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request a fake gateway was asked. */
export interface Asked {
  readonly path: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

export interface FakeGateway {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** Answers GraphQL requests by `answer`, takes uploads at `/storage/uploads`, and remembers what it was asked. */
export async function startFakeGateway(answer: (asked: Asked) => unknown): Promise<FakeGateway> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const parsed =
        request.url === '/graphql'
          ? (JSON.parse(body.toString()) as Pick<Asked, 'query' | 'variables'>)
          : undefined;
      const entry: Asked = {
        path: request.url ?? '',
        query: parsed?.query ?? '',
        variables: parsed?.variables ?? {},
        authorization: request.headers.authorization,
        body,
      };
      asked.push(entry);
      send(request, response, answer(entry));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: unknown): void {
  if (request.headers.accept?.includes('text/event-stream') === true) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of answer as readonly unknown[])
      response.write(`event: next\ndata: ${JSON.stringify(event)}\n\n`);
    response.end('event: complete\ndata:\n\n');
    return;
  }
  const { status = 200, ...body } = answer as { status?: number };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
