import { defaultPolicyParameters, policyBundleSchema, topics } from '@ai-collective/contracts';
import { AppError, DeniedError } from '@ai-collective/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPolicyVersions } from '../../src/operations/listPolicyVersions.js';
import { loadPolicy } from '../../src/operations/loadPolicy.js';
import { setPolicyParameters } from '../../src/operations/setPolicyParameters.js';
import { toPolicy } from '../../src/resolvers/toPolicy.js';
import { policyDigest } from '../../src/rules/policyDigest.js';
import { callerOf, openTestGovernance, testTime, type TestGovernance } from '../startTestGovernance.js';

describe('setPolicyParameters', () => {
  let governance: TestGovernance;

  beforeAll(async () => {
    governance = await openTestGovernance();
  });

  afterAll(() => governance.close());

  const set = (community: string, baseVersion: number, maxItems: number) =>
    setPolicyParameters(governance.services, callerOf({ community }), {
      baseVersion,
      changes: [{ name: 'jobs.maxItems', value: maxItems }],
    });
  const bundlesOf = async (community: string) =>
    (await governance.outbox(topics.policies))
      .filter(({ key }) => key === community)
      .map(({ value }) => policyBundleSchema.parse(value));
  const auditOf = async (community: string) =>
    (await governance.audited()).filter(({ communityId }) => communityId === community);

  it('starts from the defaults, as version 0', async () => {
    expect(await loadPolicy(governance.services, callerOf({ community: 'com_new' }))).toEqual({
      version: 0,
      parameters: defaultPolicyParameters,
      policies: [],
      row: null,
      limits: null,
    });
  });

  it('lets a community inside another one tighten its limits, and never loosen them', async () => {
    governance.policies.setParameters('com_top', { 'jobs.maxItems': 10 });
    const caller = callerOf({ community: 'com_inside', ancestors: ['com_between', 'com_top'] });
    const to = (value: number) =>
      setPolicyParameters(governance.services, caller, {
        baseVersion: 0,
        changes: [{ name: 'jobs.maxItems', value }],
      });
    await expect(to(11)).rejects.toMatchObject({
      code: 'LOOSER_THAN_PARENT',
      message: 'jobs.maxItems can be 10 at most: a community around this one allows no more.',
    });
    expect(await to(10)).toMatchObject({ version: 1, limits: { 'jobs.maxItems': 10 } });
    expect(await loadPolicy(governance.services, caller)).toMatchObject({ limits: { 'jobs.maxItems': 10 } });
  });

  it('keeps jobs to regions, within those of the communities around, until that is lifted', async () => {
    governance.policies.setParameters('com_land', { 'placement.residency': ['DE', 'AT'] });
    const caller = callerOf({ community: 'com_town', ancestors: ['com_land'] });
    const to = (baseVersion: number, residency: readonly string[], changes: readonly [] = []) =>
      setPolicyParameters(governance.services, caller, { baseVersion, changes, residency });
    await expect(to(0, ['DE', 'FR'])).rejects.toMatchObject({
      code: 'RESIDENCY_OUTSIDE_PARENT',
      message: 'FR is in no region that the communities around this one allow, which are: DE, AT.',
    });
    await expect(to(0, ['Germany'])).rejects.toMatchObject({ code: 'RESIDENCY_INVALID' });
    await to(0, ['DE-BY']);
    await setPolicyParameters(governance.services, caller, {
      baseVersion: 1,
      changes: [{ name: 'jobs.maxItems', value: 5 }],
    });
    await to(2, []);
    const published = await bundlesOf('com_town');
    expect(published.map(({ parameters }) => parameters['placement.residency'])).toEqual([
      ['DE-BY'],
      ['DE-BY'],
      null,
    ]);
    expect((await auditOf('com_town')).at(0)).toMatchObject({ details: { residency: ['DE-BY'] } });
    expect(toPolicy(await loadPolicy(governance.services, caller)).residency).toEqual(['AT', 'DE']);
  });

  it('writes a version, publishes it and records who did it', async () => {
    const parameters = { ...defaultPolicyParameters, 'jobs.maxItems': 7 };
    const policy = await set('com_writes', 0, 7);
    expect(policy).toMatchObject({ version: 1, parameters });
    expect(await loadPolicy(governance.services, callerOf({ community: 'com_writes' }))).toMatchObject({
      version: 1,
      parameters,
      row: { enactedAt: testTime, enactedBy: 'per_alice', changes: [{ name: 'jobs.maxItems', value: 7 }] },
    });
    const digest = policyDigest({ communityId: 'com_writes', version: 1, parameters });
    expect(await bundlesOf('com_writes')).toEqual([
      {
        communityId: 'com_writes',
        version: 1,
        parameters,
        policies: [],
        enactedAt: testTime.toISOString(),
        enactedBy: 'per_alice',
        digest,
      },
    ]);
    expect(await auditOf('com_writes')).toMatchObject([
      {
        service: 'governance',
        action: 'policies:manage',
        outcome: 'ALLOWED',
        actor: { subject: 'per_alice', kind: 'PERSON' },
        resource: { type: 'PolicyVersion', id: '1' },
        details: { digest, changes: [{ name: 'jobs.maxItems', value: 7 }] },
        traceId: 'a'.repeat(32),
      },
    ]);
  });

  it('keeps what earlier versions set', async () => {
    await set('com_keeps', 0, 7);
    const policy = await setPolicyParameters(governance.services, callerOf({ community: 'com_keeps' }), {
      baseVersion: 1,
      changes: [{ name: 'tasks.maxErrors', value: 2 }],
    });
    expect(policy).toMatchObject({ version: 2, parameters: { 'jobs.maxItems': 7, 'tasks.maxErrors': 2 } });
  });

  it('lets exactly one of ten callers win who change the same version at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => set('com_race', 0, index + 1)),
    );
    const won = outcomes.filter(({ status }) => status === 'fulfilled');
    const lost = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(9);
    for (const error of lost)
      expect(error).toMatchObject({ code: 'STALE_BASE', options: { details: { currentVersion: 1 } } });
    const bundles = await bundlesOf('com_race');
    expect(bundles).toHaveLength(1);
    expect(await auditOf('com_race')).toHaveLength(1);
    const now = await loadPolicy(governance.services, callerOf({ community: 'com_race' }));
    expect(now.row?.digest).toBe(bundles[0]?.digest);
  });

  it('publishes versions in the order they were set', async () => {
    for (let version = 0; version < 5; version += 1) await set('com_order', version, version + 1);
    expect((await bundlesOf('com_order')).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ['STALE_BASE', { baseVersion: 5, changes: [{ name: 'jobs.maxItems', value: 1 }] }],
    ['NO_CHANGES', { baseVersion: 0, changes: [] }],
    ['PARAMETER_UNKNOWN', { baseVersion: 0, changes: [{ name: 'jobs.color', value: 1 }] }],
    ['PARAMETER_OUT_OF_BOUNDS', { baseVersion: 0, changes: [{ name: 'jobs.maxItems', value: 0 }] }],
    [
      'PARAMETER_TWICE',
      {
        baseVersion: 0,
        changes: [
          { name: 'jobs.maxItems', value: 1 },
          { name: 'jobs.maxItems', value: 2 },
        ],
      },
    ],
  ])('refuses with %s and leaves no trace', async (code, input) => {
    const caller = callerOf({ community: 'com_refuses' });
    const attempt = setPolicyParameters(governance.services, caller, input);
    await expect(attempt).rejects.toBeInstanceOf(AppError);
    await expect(attempt).rejects.toMatchObject({ code });
    expect(await loadPolicy(governance.services, caller)).toMatchObject({ version: 0 });
    expect(await bundlesOf('com_refuses')).toEqual([]);
    expect(await auditOf('com_refuses')).toEqual([]);
  });

  it.each(['OPERATOR', 'DEVELOPER', 'MEMBER', 'AUDITOR', 'GUEST'] as const)(
    'is denied to %s',
    async (role) => {
      const caller = callerOf({ community: 'com_denied', roles: [role] });
      await expect(
        setPolicyParameters(governance.services, caller, { baseVersion: 0, changes: [] }),
      ).rejects.toBeInstanceOf(DeniedError);
    },
  );

  it('is denied to an API key whose scopes leave it out', async () => {
    const caller = callerOf({ community: 'com_denied', kind: 'SERVICE', scopes: ['policies:read'] });
    await expect(
      setPolicyParameters(governance.services, caller, { baseVersion: 0, changes: [] }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await loadPolicy(governance.services, caller)).toMatchObject({ version: 0 });
  });

  it('shows a community its own versions only, newest first', async () => {
    await set('com_list', 0, 1);
    await set('com_list', 1, 2);
    await set('com_other', 0, 3);
    const list = (after: number | null, first = 10) =>
      listPolicyVersions(governance.services, callerOf({ community: 'com_list' }), { first, after });
    const versions = (await list(null)).rows.map(({ version, tenantId }) => [tenantId, version]);
    expect(versions).toEqual([
      ['com_list', 2],
      ['com_list', 1],
    ]);
    expect(await list(2)).toMatchObject({ rows: [{ version: 1 }], hasNextPage: false });
    expect(await list(null, 1)).toMatchObject({ rows: [{ version: 2 }], hasNextPage: true });
    expect(await list(999_999_999_999_999)).toMatchObject({ rows: [{ version: 2 }, { version: 1 }] });
  });
});
