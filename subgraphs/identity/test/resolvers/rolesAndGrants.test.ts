import { newId, permissions, type GrantClaim, type Permission } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/operations/openSession.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const createRole = `mutation ($input: CreateRoleInput!) { createRole(input: $input) { id name permissions } }`;
const changeRole = `mutation ($input: ChangeRoleInput!) { changeRole(input: $input) { permissions changedAt } }`;
const deleteRole = `mutation ($id: ID!) { deleteRole(id: $id) { name } }`;
const grantRole = `mutation ($input: GrantRoleInput!) {
  grantRole(input: $input) { id subjectId role scope { type value } createdBy expiresAt }
}`;
const revokeGrant = `mutation ($id: ID!) { revokeGrant(id: $id) { id } }`;
const listGrants = `query ($subjectId: ID) { roleGrants(subjectId: $subjectId) { id role } }`;
const explain = `query ($permission: String!, $personId: ID, $about: DecisionThingInput) {
  explainDecision(permission: $permission, personId: $personId, about: $about) { allowed grants { id role } policies { id } }
}`;
const trace = { traceId: '0'.repeat(32), traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` };

interface Resolved extends Principal {
  readonly grants: readonly GrantClaim[];
}

describe('roles of a community, and roles given for a part of it or for a time', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let names = 0;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
  });
  afterAll(() => identity.close());

  async function newMember(roles = ['GUEST'], owner: Principal = grove.owner): Promise<string> {
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(
      owner,
      'mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }',
      { input: { personName: 'Somebody', roles } },
    );
    return addMember.person.id;
  }

  /** Who the gateway would say it is, in a community. */
  async function claimsOf(personId: string, community = grove.id): Promise<Resolved> {
    const { credential } = await identity.database.withoutTenant((em) =>
      openSession(em, new Date(), { personId, communityId: community, method: 'LINK', trace }),
    );
    const { status, body } = await identity.resolve(credential, community);
    expect(status).toBe(200);
    return body as unknown as Resolved;
  }

  async function newRole(allowed: readonly Permission[], by = grove.owner): Promise<string> {
    const input = { name: `role-${String(++names)}`, permissions: allowed };
    return (await identity.ask<{ createRole: { id: string } }>(by, createRole, { input })).createRole.id;
  }

  async function grant(input: object, by = grove.owner): Promise<string> {
    return (await identity.ask<{ grantRole: { id: string } }>(by, grantRole, { input })).grantRole.id;
  }

  const refusal = async (by: Principal, mutation: string, variables: object) =>
    (await identity.query(by, mutation, variables)).codes;
  const explained = async (principal: Principal, variables: object) =>
    (
      await identity.ask<{ explainDecision: { allowed: boolean; grants: readonly { id: string }[] } }>(
        principal,
        explain,
        variables,
      )
    ).explainDecision;
  const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();

  it('let somebody do what a role of the community allows, wherever in it, and say by which', async () => {
    const person = await newMember();
    const role = await newRole(['fleets:manage', 'audit:read']);
    const id = await grant({ subjectId: person, role });
    const claims = await claimsOf(person);
    expect(claims.grants).toEqual([
      { id, role, permissions: ['fleets:manage', 'audit:read'], on: { type: 'COMMUNITY' }, until: null },
    ]);
    expect(await explained(claims, { permission: 'fleets:manage' })).toEqual({
      allowed: true,
      grants: [{ id, role }],
      policies: [{ id: 'role:granted' }],
    });
    expect(await explained(claims, { permission: 'keys:manage' })).toMatchObject({
      allowed: false,
      grants: [],
    });
    expect(await explained(grove.owner, { permission: 'audit:read', personId: person })).toMatchObject({
      allowed: true,
      grants: [{ id, role }],
    });
  });

  it('let somebody do it for one model only', async () => {
    const person = await newMember();
    const model = newId('model');
    await grant({ subjectId: person, role: 'DEVELOPER', scope: { type: 'MODEL', value: model } });
    const claims = await claimsOf(person);
    const about = (id: string) => ({ permission: 'models:publish', about: { type: 'Model', id } });
    expect(await explained(claims, about(model))).toMatchObject({
      allowed: true,
      policies: [{ id: 'role:DEVELOPER' }],
    });
    expect(await explained(claims, about(newId('model')))).toMatchObject({ allowed: false });
    expect(await explained(claims, { permission: 'models:publish' })).toMatchObject({ allowed: false });
  });

  it('end by themselves, and before that the moment they are revoked', async () => {
    const person = await newMember();
    const id = await grant({ subjectId: person, role: 'AUDITOR', expiresAt: inOneHour() });
    const [{ until } = { until: null }] = (await claimsOf(person)).grants;
    expect(until).toBeGreaterThan(Date.now() / 1000);
    identity.skip(3_700_000);
    expect((await claimsOf(person)).grants).toEqual([]);
    expect(await identity.ask(grove.owner, listGrants, { subjectId: person })).toEqual({ roleGrants: [] });
    identity.skip(-3_700_000);
    expect((await claimsOf(person)).grants).toHaveLength(1);
    await identity.ask(grove.owner, revokeGrant, { id });
    expect((await claimsOf(person)).grants).toEqual([]);
    expect(await refusal(grove.owner, revokeGrant, { id })).toEqual(['GRANT_NOT_FOUND']);
  });

  it('are the same grant when given again, with another end', async () => {
    const person = await newMember();
    const input = { subjectId: person, role: 'AUDITOR' };
    const id = await grant({ ...input, expiresAt: inOneHour() });
    expect(await grant(input)).toBe(id);
    expect((await claimsOf(person)).grants).toMatchObject([{ id, until: null }]);
  });

  it('change for everybody who has the role, and end with it', async () => {
    const person = await newMember();
    const role = await newRole(['jobs:read']);
    await grant({ subjectId: person, role });
    const before = await changes();
    await identity.ask(grove.owner, changeRole, { input: { id: role, permissions: ['jobs:cancel'] } });
    expect(await changes()).toBeGreaterThan(before);
    expect((await claimsOf(person)).grants).toMatchObject([{ permissions: ['jobs:cancel'] }]);
    await identity.ask(grove.owner, deleteRole, { id: role });
    expect((await claimsOf(person)).grants).toEqual([]);
    expect(await refusal(grove.owner, deleteRole, { id: role })).toEqual(['ROLE_NOT_FOUND']);
  });

  const changes = async () =>
    identity.database.withoutTenant(async (em) =>
      Number((await em.execute<{ count: string }[]>('select count(*) from credential_change'))[0]?.count),
    );

  it('are told to the gateway, with each change', async () => {
    const person = await newMember();
    const before = await changes();
    const id = await grant({ subjectId: person, role: 'AUDITOR' });
    expect(await changes()).toBe(before + 1);
    await identity.ask(grove.owner, revokeGrant, { id });
    expect(await changes()).toBe(before + 2);
  });

  it('end with the membership, also of who comes back', async () => {
    const person = await newMember();
    await grant({ subjectId: person, role: 'AUDITOR' });
    const remove = `mutation { removeMember(personId: "${person}") { id } }`;
    await identity.ask(grove.owner, remove);
    const left = await identity.database.withTenant(grove.id, (em) =>
      em.execute('select from role_grant where subject_id = ?', [person]),
    );
    expect(left).toEqual([]);
  });

  it('go with an API key, within its scopes, and to the key that replaces it', async () => {
    const created = await identity.ask<{ createApiKey: { apiKey: { id: string }; secret: string } }>(
      grove.owner,
      `mutation { createApiKey(input: { name: "ci", roles: [GUEST], scopes: ["models:publish"] }) { apiKey { id } secret } }`,
    );
    const { apiKey, secret } = created.createApiKey;
    await grant({ subjectId: apiKey.id, role: 'DEVELOPER' });
    const { body } = await identity.resolve(secret);
    expect(body).toMatchObject({ roles: ['GUEST'], grants: [{ role: 'DEVELOPER' }] });
    const key = body as unknown as Principal;
    expect(await explained(key, { permission: 'models:publish' })).toMatchObject({ allowed: true });
    expect(await explained(key, { permission: 'jobs:submit' })).toMatchObject({ allowed: false });
    const ended = await grant({ subjectId: apiKey.id, role: 'AUDITOR' });
    await identity.database.withTenant(grove.id, (em) =>
      em.execute("update role_grant set expires_at = now() - interval '1 second' where id = ?", [ended]),
    );
    const { rotateApiKey } = await identity.ask<{ rotateApiKey: { apiKey: { id: string }; secret: string } }>(
      grove.owner,
      `mutation { rotateApiKey(input: { id: "${apiKey.id}", overlapSeconds: 0 }) { apiKey { id } secret } }`,
    );
    const copied = await identity.database.withTenant(grove.id, (em) =>
      em.execute('select role from role_grant where subject_id = ?', [rotateApiKey.apiKey.id]),
    );
    expect(copied).toEqual([{ role: 'DEVELOPER' }]);
    expect((await identity.resolve(rotateApiKey.secret)).body).toMatchObject({
      grants: [{ role: 'DEVELOPER' }],
    });
  });

  it('come down into communities inside, where they are for the whole community, and never up', async () => {
    const { createCommunity: inside } = await identity.ask<{ createCommunity: { id: string } }>(
      grove.owner,
      `mutation { createCommunity(input: { name: "Inside", slug: "inside", parentId: "${grove.id}" }) { id } }`,
    );
    const person = await newMember();
    const role = await newRole(['jobs:read']);
    await grant({ subjectId: person, role });
    await grant({ subjectId: person, role: 'DEVELOPER' });
    await grant({ subjectId: person, role: 'AUDITOR' });
    await grant({ subjectId: person, role: 'OPERATOR', scope: { type: 'FLEET', value: newId('fleet') } });
    const claims = await claimsOf(person, inside.id);
    expect(claims).toMatchObject({ community: inside.id, ancestors: [grove.id], roles: [] });
    expect(claims.grants.map((held) => held.role).sort()).toEqual(['AUDITOR', role].sort());
    const owner = { ...grove.owner, community: inside.id };
    const other = await newMember(['GUEST'], owner);
    await grant({ subjectId: other, role: 'AUDITOR' }, owner);
    expect(await identity.resolve(await cookieOf(other), grove.id)).toMatchObject({ status: 403 });
  });

  const cookieOf = async (personId: string) =>
    (
      await identity.database.withoutTenant((em) =>
        openSession(em, new Date(), { personId, communityId: grove.id, method: 'LINK', trace }),
      )
    ).credential;

  describe('never give more than whoever gives them holds', () => {
    const admin = (more: Principal = {}): Principal => ({ ...grove.owner, sub: newId('person'), ...more });
    const manager = {
      id: 'grt_1',
      role: 'rol_1',
      permissions: ['members:manage', 'jobs:read'] as Permission[],
    };
    const until = Math.floor(Date.now() / 1000) + 1_000;
    const soon = (seconds: number) => new Date((until + seconds) * 1000).toISOString();

    it('in a role', async () => {
      const by = admin({ roles: [], grants: [{ ...manager, on: { type: 'COMMUNITY' }, until: null }] });
      const role = (allowed: readonly string[]) => ({ input: { name: 'more', permissions: allowed } });
      expect(await refusal(by, createRole, role(['jobs:submit']))).toEqual(['FORBIDDEN']);
      const all = await newRole([...permissions]);
      const change = { input: { id: all, permissions: ['jobs:read'] } };
      expect(await refusal(by, changeRole, change)).toEqual(['FORBIDDEN']);
      expect(await refusal(by, deleteRole, { id: all })).toEqual(['FORBIDDEN']);
      expect(await refusal(by, grantRole, { input: { subjectId: await newMember(), role: all } })).toEqual([
        'FORBIDDEN',
      ]);
    });

    it('nor for longer', async () => {
      const by = admin({ roles: [], grants: [{ ...manager, on: { type: 'COMMUNITY' }, until }] });
      const role = await newRole(['jobs:read']);
      const subjectId = await newMember();
      for (const expiresAt of [null, soon(1)])
        expect(await refusal(by, grantRole, { input: { subjectId, role, expiresAt } })).toEqual([
          'FORBIDDEN',
        ]);
      const id = await grant({ subjectId, role, expiresAt: soon(0) }, by);
      expect(await refusal(by, createRole, { input: { name: 'x', permissions: ['jobs:read'] } })).toEqual([
        'FORBIDDEN',
      ]);
      expect(await refusal(by, revokeGrant, { id })).toEqual([]);
    });

    it('nor take it from anybody, be it with a member or a key', async () => {
      const by = admin({
        ...{ roles: [], scopes: null },
        grants: [
          {
            ...{ id: 'grt_1', role: 'rol_1', on: { type: 'COMMUNITY' }, until: null },
            permissions: ['members:manage', 'keys:manage', 'community:read', 'models:read'],
          },
        ],
      });
      const person = await newMember();
      await grant({ subjectId: person, role: 'AUDITOR' });
      const remove = 'mutation ($id: ID!) { removeMember(personId: $id) { id } }';
      expect(await refusal(by, remove, { id: person })).toEqual(['FORBIDDEN']);
      expect(await refusal(by, remove, { id: await newMember() })).toEqual([]);
      const { createApiKey } = await identity.ask<{ createApiKey: { apiKey: { id: string } } }>(
        grove.owner,
        'mutation { createApiKey(input: { name: "ci", roles: [GUEST] }) { apiKey { id } } }',
      );
      const { id } = createApiKey.apiKey;
      await grant({ subjectId: id, role: 'AUDITOR' });
      const rotate = 'mutation ($id: ID!) { rotateApiKey(input: { id: $id }) { secret } }';
      expect(await refusal(by, rotate, { id })).toEqual(['FORBIDDEN']);
      expect(await refusal(grove.owner, rotate, { id })).toEqual([]);
    });

    it('by an invitation, which holds as long as its maker holds what it takes', async () => {
      const maker = await newMember();
      const held = await grant({ subjectId: maker, role: 'ADMIN' });
      const invite = `mutation { createInvitation(input: { roles: [MEMBER], uses: 2 }) { url } }`;
      const { createInvitation } = await identity.ask<{ createInvitation: { url: string } }>(
        await claimsOf(maker),
        invite,
      );
      const code = new URL(createInvitation.url).hash.replace('#code=', '');
      const accept = async () =>
        (await identity.post('/auth/invitations/accept', { code, name: 'Newcomer' })).status;
      expect(await accept()).toBe(200);
      await identity.ask(grove.owner, revokeGrant, { id: held });
      expect(await accept()).toBe(404);
    });

    it('nor ownership, which is no grant', async () => {
      const input = { subjectId: await newMember(), role: 'OWNER' };
      expect(await refusal(grove.owner, grantRole, { input })).toEqual(['BAD_USER_INPUT']);
    });
  });

  it('are not given to a key of a person, which has what the person has', async () => {
    const { createPersonalApiKey } = await identity.ask<{ createPersonalApiKey: { apiKey: { id: string } } }>(
      grove.owner,
      'mutation { createPersonalApiKey(input: { name: "mine" }) { apiKey { id } } }',
    );
    const input = { subjectId: createPersonalApiKey.apiKey.id, role: 'AUDITOR' };
    expect(await refusal(grove.owner, grantRole, { input })).toEqual(['SUBJECT_NOT_FOUND']);
  });

  it.each<[string, object, string]>([
    ['a role that is not there', { role: newId('role') }, 'ROLE_NOT_FOUND'],
    ['a role that cannot be', { role: 'EMPEROR' }, 'BAD_USER_INPUT'],
    ['nobody', { subjectId: newId('person') }, 'SUBJECT_NOT_FOUND'],
    ['what is no id', { subjectId: 'a\0' }, 'SUBJECT_NOT_FOUND'],
    ['for a name with a slash', { scope: { type: 'BLOBS', value: 'a/b' } }, 'BAD_USER_INPUT'],
    ['for a long name', { scope: { type: 'BLOBS', value: 'a'.repeat(65) } }, 'BAD_USER_INPUT'],
    ['for the past', { expiresAt: '2020-01-01T00:00:00.000Z' }, 'BAD_USER_INPUT'],
    ['for too long', { expiresAt: '2099-01-01T00:00:00.000Z' }, 'BAD_USER_INPUT'],
    ['for no fleet', { scope: { type: 'FLEET', value: 'mine' } }, 'BAD_USER_INPUT'],
    ['for all blobs as some', { scope: { type: 'BLOBS', value: '' } }, 'BAD_USER_INPUT'],
    ['for a community', { scope: { type: 'COMMUNITY', value: 'com_1' } }, 'BAD_USER_INPUT'],
    [
      'for blobs, of which it allows nothing',
      { scope: { type: 'BLOBS', value: 'a' } },
      'GRANT_WITHOUT_EFFECT',
    ],
  ])('are not given to or for what makes no sense: %s', async (_, wrong, code) => {
    const input = { subjectId: grove.ownerId, role: 'AUDITOR', ...wrong };
    expect(await refusal(grove.owner, grantRole, { input })).toEqual([code]);
  });

  it('are twenty for each, and fifty roles of a community', async () => {
    const person = await newMember();
    const give = (index: number) => ({
      input: {
        subjectId: person,
        role: 'DEVELOPER',
        scope: { type: 'BLOBS', value: `part-${String(index)}` },
      },
    });
    for (let index = 0; index < 20; index++) await identity.ask(grove.owner, grantRole, give(index));
    expect(await refusal(grove.owner, grantRole, give(20))).toEqual(['TOO_MANY_GRANTS']);
    expect((await claimsOf(person)).grants).toHaveLength(20);
    const place = await identity.community('place');
    await identity.database.withTenant(place.id, (em) =>
      em.execute(
        `insert into custom_role (id, tenant_id, name, description, permissions, created_by, created_at, changed_at)
         select 'rol_' || n, ?, 'role-' || n, '', '{jobs:read}', 'per_1', now(), now() from generate_series(1, 50) n`,
        [place.id],
      ),
    );
    const one = { input: { name: 'one-more', permissions: ['jobs:read'] } };
    expect(await refusal(place.owner, createRole, one)).toEqual(['TOO_MANY_ROLES']);
  });

  it('have names that differ', async () => {
    const input = { name: 'curator', permissions: ['models:publish'] };
    await identity.ask(grove.owner, createRole, { input });
    expect(await refusal(grove.owner, createRole, { input })).toEqual(['ROLE_NAME_TAKEN']);
    expect(await refusal(grove.owner, createRole, { input: { ...input, name: 'OWNER' } })).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});
