import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type EnrolmentOptions, openEnrolment } from '../../src/identity/openEnrolment.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const questionSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });
type Question = z.infer<typeof questionSchema>;

/** A gateway that answers each operation with the next of the given answers for it. */
async function startGateway(answers: { fleet?: unknown[]; enrol?: unknown[] }) {
  const questions: (Question & { authorization: string | undefined; path: string | undefined })[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const question = questionSchema.parse(JSON.parse(Buffer.concat(await request.toArray()).toString()));
      questions.push({ ...question, authorization: request.headers.authorization, path: request.url });
      const queue = question.query.includes('enrollDevice') ? answers.enrol : answers.fleet;
      response.end(JSON.stringify(queue?.shift() ?? { errors: [{ message: 'no answer left' }] }));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, questions };
}

async function optionsFor(
  gatewayUrl: string | null,
  extra: Partial<EnrolmentOptions> = {},
): Promise<EnrolmentOptions> {
  return {
    dataDir: await temporaryDirectory(),
    gatewayUrl,
    apiKey: 'aic_key',
    fleetId: null,
    name: 'desk',
    publicKey: 'public',
    patienceMs: 10_000,
    retry: { minimumMs: 10, maximumMs: 20 },
    log: pino({ level: 'silent' }),
    ...extra,
  };
}

const enrolled = { data: { enrollDevice: { id: 'dev_1' } } };

describe('openEnrolment', () => {
  it('joins the default fleet, keeps the result, and never asks again', async () => {
    const gateway = await startGateway({
      fleet: [{ data: { defaultFleet: { id: 'flt_1' } } }],
      enrol: [enrolled],
    });
    const options = await optionsFor(gateway.url);
    const first = await openEnrolment(options);
    expect(first).toMatchObject({ deviceId: 'dev_1', fleetId: 'flt_1', name: 'desk' });
    expect(await openEnrolment({ ...options, gatewayUrl: null, apiKey: null })).toEqual(first);
    expect(gateway.questions).toHaveLength(2);
    const [, mutation] = gateway.questions;
    expect(mutation).toMatchObject({ authorization: 'Bearer aic_key', path: '/graphql' });
    expect(mutation?.variables).toEqual({ fleetId: 'flt_1', name: 'desk', publicKey: 'public' });
    expect(await readFile(join(options.dataDir, 'device.json'), 'utf8')).not.toContain('aic_key');
  });

  it('waits for a fleet and a gateway that are still starting', async () => {
    const gateway = await startGateway({
      fleet: [
        { data: { defaultFleet: null } },
        { notGraphql: true },
        { data: { defaultFleet: { id: 'flt_1' } } },
      ],
      enrol: [enrolled],
    });
    expect(await openEnrolment(await optionsFor(gateway.url))).toMatchObject({ deviceId: 'dev_1' });
  });

  it.each(['FORBIDDEN', 'UNAUTHORIZED_FIELD', 'ENROLLMENT_CLOSED', 'FLEET_FULL', 'TOO_MANY_DEVICES'])(
    'gives up at once when no second try will mend it: %s',
    async (code) => {
      const refusal = { errors: [{ message: 'no', extensions: { code } }] };
      const gateway = await startGateway({ enrol: [refusal, enrolled] });
      await expect(openEnrolment(await optionsFor(gateway.url, { fleetId: 'flt_1' }))).rejects.toMatchObject({
        code,
      });
    },
  );

  it('gives up at last when nobody answers', async () => {
    const absent = await optionsFor('http://127.0.0.1:1', { fleetId: 'flt_1', patienceMs: 50 });
    await expect(openEnrolment(absent)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it.each([
    ['gateway', null, 'aic_key'],
    ['key', 'http://h', null],
  ])('says both ways to join when it has no %s', async (_missing, gatewayUrl, apiKey) => {
    await expect(openEnrolment(await optionsFor(gatewayUrl, { apiKey }))).rejects.toThrow(
      /aic-agent join .*GATEWAY_URL and AIC_API_KEY/,
    );
  });

  it('refuses the enrolment of another key', async () => {
    const gateway = await startGateway({ enrol: [enrolled] });
    const options = await optionsFor(gateway.url, { fleetId: 'flt_1' });
    await openEnrolment(options);
    await expect(openEnrolment({ ...options, publicKey: 'another' })).rejects.toThrow(/another device.key/);
  });
});
