// What one call to a subgraph costs at least: Fastify and undici, the body passed on, then the answer that is ready.
import { fastify } from 'fastify';
import { Pool } from 'undici';
import { rightAnswer } from '../workload.mjs';

const answer = JSON.stringify(await rightAnswer());
const { accounts } = JSON.parse(process.env.SUBGRAPHS);
const url = new URL(accounts);
const pool = new Pool(url.origin, { connections: 64 });
const app = fastify();

app.post('/graphql', async (request, reply) => {
  const { body } = await pool.request({
    path: url.pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: request.headers.authorization },
    body: '{"query":"{ users { id } }"}',
  });
  await body.text();
  return reply.type('application/json; charset=utf-8').send(answer);
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
