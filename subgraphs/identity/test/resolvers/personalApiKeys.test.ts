import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const add = `mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }`;
const setRoles = `mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { roles } }`;
const remove = `mutation ($personId: ID!) { removeMember(personId: $personId) { person { id } } }`;
const create = `mutation ($input: CreatePersonalApiKeyInput!) {
  createPersonalApiKey(input: $input) { apiKey { id personId roles scopes expiresAt } secret }
}`;
const rotate = `mutation ($id: ID!) { rotateApiKey(input: { id: $id }) { apiKey { id personId } secret } }`;
const dayMilliseconds = 24 * 3_600_000;

interface NewKey {
  readonly apiKey: { readonly id: string; readonly expiresAt: string };
  readonly secret: string;
}

describe('personal API keys', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
  });
  afterAll(() => identity.close());

  async function newMember(...roles: NonNullable<Principal['roles']>): Promise<Principal & { sub: string }> {
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(grove.owner, add, {
      input: { personName: 'Somebody', roles },
    });
    return { kind: 'PERSON', sub: addMember.person.id, community: grove.id, roles };
  }

  async function newKey(person: Principal, input: object = {}): Promise<NewKey> {
    const answer = await identity.ask<{ createPersonalApiKey: NewKey }>(person, create, {
      input: { name: 'laptop', ...input },
    });
    return answer.createPersonalApiKey;
  }

  function inDays(days: number): string {
    return new Date(identity.services.clock().getTime() + days * dayMilliseconds).toISOString();
  }

  const change = (person: { readonly sub: string }, roles: readonly string[]) =>
    identity.ask(grove.owner, setRoles, { input: { personId: person.sub, roles } });

  it('are made by members without keys:manage, with their own roles, for 90 days', async () => {
    const member = await newMember('MEMBER', 'AUDITOR');
    const { apiKey, secret } = await newKey(member);
    expect(apiKey).toMatchObject({ personId: member.sub, roles: ['MEMBER', 'AUDITOR'], scopes: null });
    const days = (Date.parse(apiKey.expiresAt) - identity.services.clock().getTime()) / dayMilliseconds;
    expect(days).toBeCloseTo(90, 2);
    expect(await identity.resolve(secret)).toMatchObject({
      status: 200,
      body: { sub: apiKey.id, kind: 'SERVICE', community: grove.id, roles: ['MEMBER', 'AUDITOR'] },
    });
  });

  it('have the roles their person has now, whatever an older passport says', async () => {
    const member = await newMember('DEVELOPER');
    await change(member, ['GUEST']);
    expect((await newKey(member)).apiKey).toMatchObject({ roles: ['GUEST'] });
  });

  it.each([[-1], [91]])('do not expire in %i days', async (days) => {
    const input = { name: 'laptop', expiresAt: inDays(days) };
    expect((await identity.query(await newMember('MEMBER'), create, { input })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it('can end earlier', async () => {
    const expiresAt = inDays(1);
    expect((await newKey(await newMember('MEMBER'), { expiresAt })).apiKey.expiresAt).toBe(expiresAt);
  });

  it('are not made by programs, strangers or those who were removed', async () => {
    const input = { name: 'laptop' };
    const service: Principal = { kind: 'SERVICE', community: grove.id, roles: ['OWNER'] };
    expect((await identity.query(service, create, { input })).codes).toEqual(['FORBIDDEN']);
    const stranger: Principal = { kind: 'ANONYMOUS', sub: '' };
    expect((await identity.query(stranger, create, { input })).codes).toEqual(['UNAUTHENTICATED']);
    const member = await newMember('MEMBER');
    await identity.ask(grove.owner, remove, { personId: member.sub });
    expect((await identity.query(member, create, { input })).codes).toEqual(['MEMBER_NOT_FOUND']);
  });

  it('end with the membership, rotated ones too, and nobody else’s do', async () => {
    const [member, other] = [await newMember('MEMBER'), await newMember('MEMBER')];
    const { apiKey, secret } = await newKey(member);
    const { rotateApiKey } = await identity.ask<{ rotateApiKey: NewKey }>(grove.owner, rotate, {
      id: apiKey.id,
    });
    const kept = await newKey(other);
    await identity.ask(grove.owner, remove, { personId: member.sub });
    for (const ended of [secret, rotateApiKey.secret])
      expect(await identity.resolve(ended)).toMatchObject({ status: 401, body: { code: 'API_KEY_REVOKED' } });
    expect((await identity.resolve(kept.secret)).status).toBe(200);
  });

  it('end when their roles are more than their person’s, and not when they are less', async () => {
    const person = await newMember('DEVELOPER');
    const { secret } = await newKey(person);
    await change(person, ['ADMIN']);
    expect((await identity.resolve(secret)).status).toBe(200);
    await change(person, ['MEMBER']);
    expect(await identity.resolve(secret)).toMatchObject({ status: 401, body: { code: 'API_KEY_REVOKED' } });
  });

  it('are ten for one person at most: another one ends the oldest', async () => {
    const member = await newMember('MEMBER');
    const secrets: string[] = [];
    for (let count = 0; count < 11; count++) {
      secrets.push((await newKey(member)).secret);
      identity.skip(1);
    }
    const statuses = await Promise.all(
      secrets.map(async (secret) => (await identity.resolve(secret)).status),
    );
    expect(statuses).toEqual([401, ...Array.from({ length: 10 }, () => 200)]);
  });
});
