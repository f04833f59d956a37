import { denialReportPath, passportHeader, type Denial } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type Principal, type TestIdentity } from '../startTestIdentity.js';

const denial: Denial = {
  subject: 'per_1',
  kind: 'PERSON',
  community: 'com_one',
  fields: ['Query.apiKeys', 'Query.members'],
  times: 3,
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};

describe('POST /denials', () => {
  let identity: TestIdentity;
  beforeAll(async () => {
    identity = await startTestIdentity();
  });
  afterAll(() => identity.close());

  const report = async (principal: Principal, body: unknown): Promise<Response> =>
    identity.post(denialReportPath, body, { [passportHeader]: await identity.passport(principal) });

  it('writes what the gateway denied to the audit log of the community', async () => {
    expect((await report({ kind: 'GATEWAY' }, { denials: [denial] })).status).toBe(200);
    expect(await identity.outbox('audit.events')).toMatchObject([
      {
        key: 'com_one',
        value: {
          service: 'gateway',
          communityId: 'com_one',
          actor: { subject: 'per_1', kind: 'PERSON' },
          outcome: 'DENIED',
          details: { fields: ['Query.apiKeys', 'Query.members'], times: 3 },
          traceId: 'a'.repeat(32),
        },
      },
    ]);
  });

  it.each([{ kind: 'PERSON' }, { kind: 'SERVICE' }, { kind: 'ANONYMOUS' }] as const)(
    'refuses a passport of kind $kind, so that nobody writes denials of others',
    async (principal) => {
      expect((await report(principal, { denials: [denial] })).status).toBe(403);
    },
  );

  it.each([
    { denials: [] },
    { denials: Array.from({ length: 65 }, () => denial) },
    { denials: [{ ...denial, community: '' }] },
    { denials: [{ ...denial, fields: Array.from({ length: 51 }, () => 'Query.x') }] },
  ])('refuses a report that is none', async (body) => {
    expect((await report({ kind: 'GATEWAY' }, body)).status).toBe(400);
  });
});
