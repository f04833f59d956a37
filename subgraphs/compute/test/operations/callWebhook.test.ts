import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callWebhook } from '../../src/operations/callWebhook.js';
import { prepareJob } from '../../src/operations/prepareJob.js';
import { additionItem, leased, submitMutation, succeeded, TestCompute } from '../TestCompute.js';

const calls: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let status = 204;
const listener = createServer((request, response) => {
  void text(request).then((body) => {
    calls.push({ headers: request.headers, body });
    response.writeHead(status, { location: '/elsewhere' }).end();
  });
});

let compute: TestCompute;
let slug: string;
let webhookUrl: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  webhookUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await compute.close();
  await new Promise((resolve) => listener.close(resolve));
});
beforeEach(() => {
  calls.length = 0;
  status = 204;
});

const rotate = async () =>
  (
    await compute.get<{ rotateWebhookSecret: { secret: string; formerUntil: string | null } }>(
      'mutation { rotateWebhookSecret { secret formerUntil } }',
      {},
      { roles: ['OWNER'] },
    )
  ).rotateWebhookSecret;

const look = async (id: string) =>
  (
    await compute.get<{ job: { webhook: object | null } }>(
      'query ($id: ID!) { job(id: $id) { webhook { url state attempts lastError } } }',
      { id },
    )
  ).job.webhook;

const submit = () => compute.submit({ model: slug, items: [additionItem], webhookUrl });
const cancel = (id: string) => compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });

let attempts = 0;
async function finish(jobId: string): Promise<void> {
  const [task] = await compute.taskMessages(jobId);
  if (task === undefined) throw new Error('the job has no task');
  const attempt = `att_webhook_${attempts++}`;
  await compute.settle([leased(task, attempt), succeeded(task, attempt)]);
}

/** As a receiver does it by the specification. */
function signatureOf(secret: string, { headers, body }: (typeof calls)[number]): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('a webhook', () => {
  it('needs a secret of the community', async () => {
    const input = { model: slug, items: [additionItem], webhookUrl };
    expect(await compute.refusal(submitMutation, { input })).toBe('WEBHOOK_SECRET_MISSING');
  });

  it.each([
    'http://hooks.example.com/',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://metadata.internal/',
    'https://user:word@hooks.example.com/',
    'https://hooks.example.com:22/',
    'nonsense',
  ])('is refused at %s', async (url) => {
    const input = { model: slug, items: [additionItem], webhookUrl: url };
    expect(await compute.refusal(submitMutation, { input })).toBe('WEBHOOK_URL_INVALID');
  });

  it('is called once its job is finished, and not before, with a signature of each secret that is valid', async () => {
    const first = await rotate();
    const id = await submit();
    await compute.work(callWebhook);
    expect(calls).toEqual([]);
    expect(await look(id)).toEqual({ url: webhookUrl, state: 'PENDING', attempts: 0, lastError: null });
    const second = await rotate();
    expect([first.formerUntil, second.formerUntil]).toEqual([null, expect.any(String)]);
    await finish(id);
    await compute.work(callWebhook);
    expect(await look(id)).toMatchObject({ state: 'DONE', attempts: 1 });
    const [call, ...others] = calls;
    if (call === undefined) throw new Error('it was not called');
    expect(others).toEqual([]);
    expect(call.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': `msg_${id}` });
    expect(call.headers['webhook-signature']).toBe(
      `${signatureOf(second.secret, call)} ${signatureOf(first.secret, call)}`,
    );
    expect(JSON.parse(call.body)).toMatchObject({
      type: 'job.finished',
      data: {
        jobId: id,
        communityId: 'com_one',
        state: 'SUCCEEDED',
        counts: { succeeded: 1, failed: 0, canceled: 0 },
      },
    });
  });

  it.each([500, 302])('is called again, as the same message, after an answer of %i', async (answer) => {
    const id = await submit();
    await finish(id);
    status = answer;
    await compute.work(callWebhook);
    expect(await look(id)).toMatchObject({
      state: 'PENDING',
      attempts: 1,
      lastError: `WEBHOOK_FAILED: The address was called, but it answered ${answer}.`,
    });
    await compute.work(callWebhook);
    expect(calls).toHaveLength(1);
    status = 200;
    await compute.database.withTenant('com_one', (em) =>
      em.execute("update job_work set due_at = now() where tenant_id = 'com_one' and job_id = ?", [id]),
    );
    await compute.work(callWebhook);
    expect(calls.map(({ headers }) => headers['webhook-id'])).toEqual([`msg_${id}`, `msg_${id}`]);
    expect(await look(id)).toMatchObject({ state: 'DONE', attempts: 2, lastError: null });
  });

  it('is given up after eight calls', async () => {
    const id = await submit();
    await finish(id);
    status = 500;
    for (let call = 0; call < 9; call++) {
      await compute.work(callWebhook);
      await compute.database.withTenant('com_one', (em) =>
        em.execute("update job_work set due_at = now() where tenant_id = 'com_one' and state = 'PENDING'"),
      );
    }
    expect(calls).toHaveLength(8);
    expect(await look(id)).toMatchObject({ state: 'FAILED', attempts: 8 });
  });

  it.each(['CANCELED', 'REJECTED'])('is told that a job was %s', async (state) => {
    const itemsBlob = compute.storage.put('com_one', '{');
    const id = await compute.submit({ model: slug, itemsBlob, webhookUrl });
    if (state === 'CANCELED') await cancel(id);
    else await compute.work(prepareJob);
    await compute.work(callWebhook);
    expect(calls.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { data: { jobId: id, state } },
    ]);
  });
});
