import { auditRecordSchema, commitmentOf, type BuiltInRole } from '@ai-collective/contracts';
import type { GraphqlAnswer } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/operations/appendAudit.js';
import { auditRecord, serveTestGovernance, type TestGovernanceServer } from '../startTestGovernance.js';

const setPolicy =
  'mutation ($input: SetPolicyParametersInput!) { setPolicyParameters(input: $input) { version digest } }';
const policy = '{ policy { version parameters { name value default minimum maximum description } } }';
const records = (page = '') =>
  `{ auditRecords${page} { edges { cursor node { id sequence action subject outcome commitment } }
     pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const verdict = '{ auditVerdict { intact records rootHash brokenAt flaw } }';

const codesOf = ({ errors = [] }: GraphqlAnswer) => errors.map(({ extensions }) => extensions.code);

describe("governance's GraphQL", () => {
  let governance: TestGovernanceServer;

  beforeAll(async () => {
    governance = await serveTestGovernance();
  });

  afterAll(() => governance.close());

  const setAs = (role: BuiltInRole) => (community: string, baseVersion: number, value: number) =>
    governance.ask(
      setPolicy,
      { community, roles: [role] },
      { input: { baseVersion, changes: [{ name: 'jobs.maxItems', value }] } },
    );
  const set = setAs('OWNER');

  it('refuses who brings no passport, or one for another service', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${governance.http.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: policy }),
      });
    const bare = await post({});
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ errors: [{ extensions: { code: 'PASSPORT_REQUIRED' } }] });
    const foreign = await post({ 'x-aic-passport': await governance.gateway.sign({ aud: 'compute' }) });
    expect(foreign.status).toBe(401);
    expect(await foreign.json()).toMatchObject({ errors: [{ extensions: { code: 'PASSPORT_INVALID' } }] });
  });

  it('shows a member the policy, parameter by parameter', async () => {
    const { data } = await governance.ask(policy, { community: 'com_reads', roles: ['MEMBER'] });
    expect(data).toMatchObject({ policy: { version: 0 } });
    const { parameters } = data?.policy as { parameters: readonly { name: string }[] };
    expect(parameters.map(({ name }) => name)).toContain('blobs.maxBytes');
    expect(parameters.find(({ name }) => name === 'jobs.maxItems')).toEqual({
      name: 'jobs.maxItems',
      value: 100_000,
      default: 100_000,
      minimum: 1,
      maximum: 1_000_000,
      description: 'most items one job may have',
    });
  });

  it('carries values beyond 32 bits', async () => {
    const answer = await governance.ask(
      'mutation ($input: SetPolicyParametersInput!) { setPolicyParameters(input: $input) { changes { name value } } }',
      { community: 'com_large', roles: ['OWNER'] },
      { input: { baseVersion: 0, changes: [{ name: 'blobs.maxBytes', value: 1_099_511_627_776 }] } },
    );
    expect(answer).toEqual({
      data: { setPolicyParameters: { changes: [{ name: 'blobs.maxBytes', value: 1_099_511_627_776 }] } },
    });
  });

  it.each(['OWNER', 'ADMIN'] as const)('lets %s set the policy', async (role) => {
    const community = `com_sets_${role}`;
    expect(await setAs(role)(community, 0, 7)).toEqual({
      data: {
        setPolicyParameters: { version: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      },
    });
    expect(await governance.ask(policy, { community })).toMatchObject({ data: { policy: { version: 1 } } });
  });

  it.each(['OPERATOR', 'DEVELOPER', 'MEMBER', 'AUDITOR', 'GUEST'] as const)(
    'forbids %s to set the policy, and records the denial',
    async (role) => {
      const community = `com_denied_${role}`;
      expect(codesOf(await setAs(role)(community, 0, 7))).toEqual(['FORBIDDEN']);
      const denials = (await governance.audited()).filter(({ communityId }) => communityId === community);
      expect(denials).toMatchObject([
        {
          service: 'governance',
          action: 'policies:manage',
          outcome: 'DENIED',
          actor: { subject: 'per_test', kind: 'PERSON' },
          resource: { type: 'Community', id: community },
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        },
      ]);
    },
  );

  it.each([
    ['nobody', { kind: 'ANONYMOUS', community: '', roles: [] }, 'UNAUTHENTICATED'],
    ['somebody without a community', { community: '' }, 'COMMUNITY_REQUIRED'],
    ['somebody without a role', { roles: [] }, 'FORBIDDEN'],
    ['a guest', { roles: ['GUEST'] }, 'FORBIDDEN'],
    ['a key without the scope', { kind: 'SERVICE', roles: ['OWNER'], scopes: ['jobs:submit'] }, 'FORBIDDEN'],
  ] as const)('does not show the policy to %s', async (_, as, code) => {
    expect(codesOf(await governance.ask(policy, as))).toEqual([code]);
  });

  it.each([records(), verdict])('shows the log to auditors and managers only: %s', async (query) => {
    for (const role of ['AUDITOR', 'OWNER', 'ADMIN'] as const)
      expect(codesOf(await governance.ask(query, { roles: [role] }))).toEqual([]);
    for (const role of ['OPERATOR', 'DEVELOPER', 'MEMBER', 'GUEST'] as const)
      expect(codesOf(await governance.ask(query, { roles: [role] }))).toEqual(['FORBIDDEN']);
  });

  it('answers what is wrong with a change by stable codes and details', async () => {
    await set('com_codes', 0, 7);
    const stale = await set('com_codes', 0, 8);
    expect(stale.errors?.[0]?.extensions).toMatchObject({
      code: 'STALE_BASE',
      baseVersion: 0,
      currentVersion: 1,
    });
    const bounds = await set('com_codes', 1, 0);
    expect(bounds.errors?.[0]?.extensions).toEqual({
      code: 'PARAMETER_OUT_OF_BOUNDS',
      name: 'jobs.maxItems',
      minimum: 1,
      maximum: 1_000_000,
    });
  });

  it('pages through the versions of a policy, newest first', async () => {
    for (let version = 0; version < 5; version += 1) await set('com_pages', version, version + 1);
    const seen: number[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { data } = await governance.ask(
        `query ($after: String) { policyVersions(first: 2, after: $after) {
           edges { cursor node { version } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        { community: 'com_pages' },
        { after },
      );
      const { edges, pageInfo } = data?.policyVersions as {
        edges: readonly { cursor: string; node: { version: number } }[];
        pageInfo: Record<string, unknown>;
      };
      expect(pageInfo).toEqual({
        hasNextPage: page < 2,
        hasPreviousPage: page > 0,
        startCursor: edges[0]?.cursor,
        endCursor: edges.at(-1)?.cursor,
      });
      seen.push(...edges.map(({ node }) => node.version));
      after = String(pageInfo.endCursor);
    }
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  it('pages through the audit log, and through one action of it', async () => {
    const community = 'com_log';
    const as = { community, roles: ['AUDITOR'] } as const;
    const some = Array.from({ length: 5 }, (_, index) =>
      auditRecord(`evt_${String(index + 1)}`, {
        communityId: community,
        action: index % 2 === 0 ? 'jobs:submit' : 'jobs:cancel',
      }),
    );
    await appendAudit(governance.services, some);
    const page = async (text: string) =>
      (await governance.ask(records(text), as)).data?.auditRecords as {
        edges: readonly { cursor: string; node: { id: string; sequence: number } }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
      };
    const first = await page('(first: 3)');
    expect(first.edges.map(({ node }) => node.id)).toEqual(['evt_5', 'evt_4', 'evt_3']);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page(`(first: 3, after: "${first.pageInfo.endCursor}")`);
    expect(second.edges.map(({ node }) => node.sequence)).toEqual([2, 1]);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const canceled = await page('(action: "jobs:cancel")');
    expect(canceled.edges.map(({ node }) => node.id)).toEqual(['evt_4', 'evt_2']);
    expect(await governance.ask(verdict, as)).toEqual({
      data: {
        auditVerdict: {
          intact: true,
          records: 5,
          rootHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          brokenAt: null,
          flaw: null,
        },
      },
    });
  });

  it('shows whole records, with the bytes that are hashed', async () => {
    const record = auditRecord('evt_whole', { communityId: 'com_whole', details: { items: 3 } });
    await appendAudit(governance.services, [record]);
    const { data } = await governance.ask(
      `{ auditRecords { edges { node { id at service subject subjectKind action resourceType resourceId
         outcome policyVersion body salt commitment isErased } } } }`,
      { community: 'com_whole', roles: ['AUDITOR'] },
    );
    const { edges } = data?.auditRecords as { edges: readonly { node: Record<string, unknown> }[] };
    expect(edges[0]?.node).toMatchObject({
      id: 'evt_whole',
      at: '2026-01-01T00:00:00.000Z',
      subject: 'per_bob',
      subjectKind: 'PERSON',
      resourceType: 'Job',
      isErased: false,
    });
    const { body, salt, commitment } = edges[0]?.node ?? {};
    expect(auditRecordSchema.parse(JSON.parse(String(body)))).toEqual(record);
    const committed = commitmentOf(Buffer.from(String(salt), 'hex'), String(body));
    expect(Buffer.from(committed).toString('hex')).toBe(commitment);
  });

  it.each(['nonsense', '', Buffer.from('n-1').toString('base64url')])(
    'refuses a cursor it did not give: %j',
    async (after) => {
      const answer = await governance.ask(records(`(after: ${JSON.stringify(after)})`), {
        roles: ['AUDITOR'],
      });
      expect(codesOf(answer)).toEqual(['CURSOR_INVALID']);
    },
  );

  it('adds its policy to a community that another service owns, and only to the one asked in', async () => {
    const query = `{ _entities(representations: [
      { __typename: "Community", id: "com_entity" }, { __typename: "Community", id: "com_foreign" }
    ]) { ... on Community { id policy { version } } } }`;
    expect(await governance.ask(query, { community: 'com_entity' })).toEqual({
      data: {
        _entities: [
          { id: 'com_entity', policy: { version: 0 } },
          { id: 'com_foreign', policy: null },
        ],
      },
    });
  });
});
