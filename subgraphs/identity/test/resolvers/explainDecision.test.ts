import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const explain = `query ($permission: String!, $personId: ID, $about: DecisionThingInput) {
  explainDecision(permission: $permission, personId: $personId, about: $about) {
    allowed permission policyVersion policies { id kind text proposalId }
  }
}`;
const add = `mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }`;

interface Explained {
  readonly explainDecision: {
    readonly allowed: boolean;
    readonly policyVersion: number;
    readonly policies: readonly { readonly id: string; readonly kind: string; readonly text: string }[];
  };
}

describe('explainDecision', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let guestId: string;
  let guest: Principal;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    const input = { personName: 'A guest', roles: ['GUEST'] };
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(grove.owner, add, {
      input,
    });
    guestId = addMember.person.id;
    guest = { kind: 'PERSON', sub: guestId, community: grove.id, roles: ['GUEST'] };
  });
  afterAll(() => identity.close());

  const ask = async (principal: Principal, variables: object): Promise<Explained['explainDecision']> =>
    (await identity.ask<Explained>(principal, explain, variables)).explainDecision;
  const refusal = async (principal: Principal, variables: object): Promise<readonly string[]> =>
    (await identity.query(principal, explain, variables)).codes;

  it('says to anybody which role lets them do something, and that nothing lets them', async () => {
    expect(await ask(guest, { permission: 'models:read' })).toMatchObject({
      allowed: true,
      permission: 'models:read',
      policies: [{ id: 'role:GUEST', kind: 'ROLE', proposalId: null }],
    });
    expect(await ask(guest, { permission: 'jobs:submit' })).toMatchObject({ allowed: false, policies: [] });
  });

  it('names the rail that stops a program', async () => {
    const program: Principal = {
      kind: 'SERVICE',
      community: grove.id,
      roles: ['OWNER'],
      scopes: ['jobs:read'],
    };
    const { allowed, policies } = await ask(program, { permission: 'jobs:submit' });
    expect([allowed, policies.map(({ id, kind }) => [id, kind])]).toEqual([false, [['rail:scopes', 'RAIL']]]);
  });

  it("cites the community's policies with text, version and proposal, about one thing too", async () => {
    const text = 'forbid (principal, action == Action::"jobs:submit", resource == Fleet::"flt_1");';
    identity.policies.set(grove.id, [text]);
    const about = (id: string) => ({ permission: 'jobs:submit', about: { type: 'Fleet', id } });
    expect(await ask(grove.owner, about('flt_1'))).toEqual({
      allowed: false,
      permission: 'jobs:submit',
      policyVersion: 1,
      policies: [{ id: 'community:own-0', kind: 'COMMUNITY', text, proposalId: 'prp_0' }],
    });
    expect(await ask(grove.owner, about('flt_2'))).toMatchObject({ allowed: true, policyVersion: 1 });
    identity.policies.set(grove.id, []);
  });

  it('explains about another member to those who may read members and policies, and to nobody else', async () => {
    const question = { permission: 'jobs:submit', personId: guestId };
    expect(await ask(grove.owner, question)).toMatchObject({ allowed: false, policies: [] });
    const member: Principal = { kind: 'PERSON', community: grove.id, roles: ['MEMBER'] };
    expect(await ask(member, { ...question, permission: 'models:read' })).toMatchObject({ allowed: true });
    expect(await refusal({ ...guest, sub: grove.ownerId }, question)).toEqual(['FORBIDDEN']);
    for (const scopes of [['members:read'], ['policies:read']] as const)
      expect(await refusal({ ...grove.owner, sub: 'per_other', scopes }, question)).toEqual(['FORBIDDEN']);
  });

  it('knows nobody of another community', async () => {
    const meadow = await identity.community('meadow');
    const question = { permission: 'jobs:submit', personId: guestId };
    expect(await refusal(meadow.owner, question)).toEqual(['MEMBER_NOT_FOUND']);
  });

  it.each([
    ['a permission there is not', { permission: 'jobs:delete' }, 'BAD_USER_INPUT'],
    [
      'a thing the permission is not asked about',
      { permission: 'audit:read', about: { type: 'Fleet', id: 'flt_1' } },
      'BAD_USER_INPUT',
    ],
  ])('refuses %s', async (_, variables, code) => {
    expect(await refusal(grove.owner, variables)).toEqual([code]);
  });

  it('is for those who have signed in and chosen a community', async () => {
    const question = { permission: 'jobs:read' };
    expect(await refusal({ kind: 'ANONYMOUS', sub: '' }, question)).toEqual(['UNAUTHENTICATED']);
    expect(await refusal({ kind: 'PERSON', community: '' }, question)).toEqual(['COMMUNITY_REQUIRED']);
  });

  it("lets a community's policies decide operations, and what references show", async () => {
    const members = '{ members { edges { node { person { id } } } } viewer { permissions } }';
    const asked = () => identity.query(guest, members);
    expect((await asked()).codes).toEqual(['FORBIDDEN']);
    identity.policies.set(grove.id, [
      'permit (principal in Role::"GUEST", action == Action::"members:read", resource);',
    ]);
    expect((await asked()).codes).toEqual([]);
    expect((await asked()).data).toMatchObject({
      viewer: { permissions: ['community:read', 'members:read', 'models:read'] },
    });
    identity.policies.set(grove.id, []);
    expect((await asked()).codes).toEqual(['FORBIDDEN']);
  });
});
