// The four subgraphs in one process. Each (path, body) is answered by graphql-js the first time and from memory ever after,
// so that what is measured is the gateway. The parent asks over IPC how often they were called.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { graphql } from 'graphql';
import { subgraphNames, subgraphSchema } from './workload.mjs';

/** Most answers kept; when there are more, all are made again. */
const capacity = 50_000;

let calls = 0;
let delayMilliseconds = 0;
/** The distinct identities seen since asked to record them; undefined while they are not recorded. */
let identities;

const servers = Object.fromEntries(
  await Promise.all(subgraphNames.map(async (name) => [name, await listen(subgraphSchema(name))])),
);

process.on('message', ({ id, delay, record }) => {
  const report = { calls, identities: identities && [...identities] };
  calls = 0;
  if (delay !== undefined) delayMilliseconds = delay;
  if (record !== undefined) identities = record ? new Set() : undefined;
  process.send({ id, report });
});
process.on('disconnect', () => process.exit());
process.send({ ready: servers });

async function listen(schema) {
  const answers = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => void answer({ schema, answers, chunks, request, response }));
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/graphql`;
}

async function answer({ schema, answers, chunks, request, response }) {
  calls += 1;
  identities?.add(request.headers.authorization);
  const text = chunks.length === 1 ? chunks[0].latin1Slice() : Buffer.concat(chunks).latin1Slice();
  if (delayMilliseconds > 0) await sleep(delayMilliseconds);
  let body = answers.get(text);
  if (body === undefined) {
    body = await execute(schema, Buffer.from(text, 'latin1').toString());
    if (answers.size >= capacity) answers.clear();
    answers.set(text, body);
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

async function execute(schema, text) {
  const { query, variables, operationName } = JSON.parse(text);
  const result = await graphql({ schema, source: query, variableValues: variables, operationName });
  if (result.errors) console.error('a subgraph answers with errors:', JSON.stringify(result.errors[0]));
  return Buffer.from(JSON.stringify(result));
}
