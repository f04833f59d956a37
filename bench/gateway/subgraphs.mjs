// The four subgraphs in one process. Each (path, body) is answered by graphql-js the first time and from memory ever after,
// so that what is measured is the gateway. The parent asks over IPC how often they were called.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentialChangesPath, credentialResolutionPath } from '@ai-collective/contracts';
import { graphql } from 'graphql';
import { subgraphNames, subgraphSchema } from './workload.mjs';

/** Most bytes of answers kept for one subgraph; when there are more, all are made again. */
const capacity = 512 * 2 ** 20;

let calls = 0;
let delayMilliseconds = 0;
/** Distinct values of a header, while they are recorded. */
let recorded;

const servers = Object.fromEntries(
  await Promise.all(subgraphNames.map(async (name) => [name, await listen(subgraphSchema(name))])),
);

process.on('message', ({ id, delay, record }) => {
  const report = { calls, recorded: recorded?.values.size };
  calls = 0;
  if (delay !== undefined) delayMilliseconds = delay;
  if (record !== undefined) recorded = record === null ? undefined : { header: record, values: new Set() };
  process.send({ id, report });
});
process.on('disconnect', () => process.exit());
process.send({ ready: servers });

async function listen(schema) {
  const known = { answers: new Map(), bytes: 0 };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const text = chunks.length === 1 ? chunks[0].latin1Slice() : Buffer.concat(chunks).latin1Slice();
      if (request.url === credentialResolutionPath) resolveCredentials(text, response);
      else if (request.url === credentialChangesPath) tellChanges(text, response);
      else void answer({ schema, known, text, headers: request.headers, response });
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/graphql`;
}

async function answer({ schema, known, text, headers, response }) {
  calls += 1;
  recorded?.values.add(headers[recorded.header]);
  if (delayMilliseconds > 0) await sleep(delayMilliseconds);
  send(response, known.answers.get(text) ?? (await firstAnswer(schema, known, text)));
}

async function firstAnswer(schema, known, text) {
  const { query, variables, operationName } = JSON.parse(Buffer.from(text, 'latin1').toString());
  const result = await graphql({ schema, source: query, variableValues: variables, operationName });
  if (result.errors) console.error('a subgraph answers with errors:', JSON.stringify(result.errors[0]));
  const body = Buffer.from(JSON.stringify(result));
  if (known.bytes > capacity) Object.assign(known, { answers: new Map(), bytes: 0 });
  known.answers.set(text, body);
  known.bytes += text.length + body.length;
  return body;
}

/** Stands in for the identity service: every credential is a person's of one community. */
function resolveCredentials(text, response) {
  const answers = JSON.parse(text).questions.map(({ credential }) => {
    const who = { sub: `per_${credential}`, kind: 'PERSON', community: 'com_bench', roles: ['MEMBER'] };
    return { principal: { ...who, scopes: null, expiresAt: null } };
  });
  send(response, Buffer.from(JSON.stringify({ answers })));
}

/** No credential ever changes. */
function tellChanges(text, response) {
  const everybody = JSON.parse(text).since === null;
  send(response, Buffer.from(JSON.stringify({ next: '1', subjects: [], everybody })));
}

function send(response, body) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
