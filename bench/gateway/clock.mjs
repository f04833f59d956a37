// A subgraph with one subscription over server-sent events. Its parent makes it tick over IPC; what a tick says is executed by
// graphql-js once for each different operation, however many subscribers there are.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { clockSdl } from './clockWorkload.mjs';

const schema = buildSubgraphSchema({ typeDefs: parse(clockSdl) });
/** Open answers by the body of the request that asked for them. */
const streams = new Map();
const text = 'x'.repeat(200);

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => void open(operationOf(request, Buffer.concat(chunks).toString()), response));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

// Gateways give a subgraph up that says nothing for too long.
setInterval(() => {
  for (const responses of streams.values()) for (const response of responses) response.write(':\n\n');
}, 10_000);

process.on('message', async ({ id, tick }) => {
  if (tick !== undefined) for (const [body, responses] of streams) await send({ body, responses, tick });
  const upstream = [...streams.values()].reduce((sum, responses) => sum + responses.size, 0);
  process.send({ id, report: { upstream } });
});
process.on('disconnect', () => process.exit());
process.send({ ready: `http://127.0.0.1:${server.address().port}/graphql` });

/** The operation as the body's JSON, in the body or, as gateways may ask as well, in the address. */
function operationOf({ method, url }, body) {
  if (method !== 'GET') return body;
  const given = new URL(url, 'http://localhost').searchParams;
  return JSON.stringify({ query: given.get('query'), variables: JSON.parse(given.get('variables') ?? '{}') });
}

/** The first event comes at once: some gateways answer a client only then. */
async function open(body, response) {
  const responses = streams.get(body) ?? new Set();
  streams.set(body, responses.add(response));
  response.on('close', () => responses.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  await send({ body, responses: [response], tick: 0 });
}

async function send({ body, responses, tick }) {
  const { query, variables } = JSON.parse(body);
  const rootValue = { tick: { number: tick, sentAt: performance.timeOrigin + performance.now(), text } };
  const result = await execute({ schema, document: parse(query), rootValue, variableValues: variables });
  const event = `event: next\ndata: ${JSON.stringify(result)}\n\n`;
  for (const response of responses) response.write(event);
}
