import { randomBytes } from 'node:crypto';
import { newId, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/entities/Person.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';
import { describeMakers } from './invitations/describeMakers.js';

const invite = `mutation ($input: CreateInvitationInput!) {
  createInvitation(input: $input) { url invitation { id roles email uses used createdBy expiresAt status } }
}`;
const list = `{ invitations { id email used status } }`;
const revoke = `mutation ($id: ID!) { revokeInvitation(id: $id) { status email } }`;
const accept = `mutation ($code: String!) { acceptInvitation(code: $code) { id slug } }`;
const add = `mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }`;
const hour = 3_600_000;

interface Invited {
  readonly url: string;
  readonly invitation: { readonly id: string; readonly expiresAt: string };
}

describe('invitations', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity('https://collective.example');
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.skip(hour));

  async function newInvitation(
    input: object = {},
    by: Principal = grove.owner,
  ): Promise<Invited & { readonly code: string }> {
    const { createInvitation } = await identity.ask<{ createInvitation: Invited }>(by, invite, {
      input: { roles: ['MEMBER'], ...input },
    });
    return { ...createInvitation, code: new URL(createInvitation.url).hash.replace('#code=', '') };
  }

  async function newMember(...roles: NonNullable<Principal['roles']>): Promise<Principal & { sub: string }> {
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(grove.owner, add, {
      input: { personName: 'Somebody', roles },
    });
    return { kind: 'PERSON', sub: addMember.person.id, community: grove.id, roles };
  }

  async function stranger(): Promise<Principal & { sub: string }> {
    const sub = newId('person');
    const person = { id: sub, name: 'A stranger', email: null, homeCommunityId: meadow.id };
    await identity.database.withoutTenant((em) => em.insert(Person, { ...person, createdAt: new Date() }));
    return { kind: 'PERSON', sub };
  }

  const open = (code: string, name = 'Newcomer', headers: Record<string, string> = {}) =>
    identity.post('/auth/invitations/accept', { code, name }, headers);

  const membership = async (personId: string) =>
    identity.database.withTenant(grove.id, (em) =>
      em.execute<{ roles: string[] }[]>('select roles from membership where person_id = ?', [personId]),
    );

  it('are links to the public address, whose code browsers send to nobody, good for a week', async () => {
    const { url, invitation } = await newInvitation();
    expect(url).toMatch(/^https:\/\/collective\.example\/join\/#code=[\w-]{43}$/);
    const hours = (Date.parse(invitation.expiresAt) - identity.services.clock().getTime()) / hour;
    expect(hours).toBeGreaterThan(167.9);
    expect(hours).toBeLessThanOrEqual(168);
    expect(invitation).toMatchObject({ roles: ['MEMBER'], uses: 1, used: 0, status: 'OPEN' });
  });

  it('let somebody new open an account that the community keeps, and sign them in', async () => {
    const { code } = await newInvitation({ roles: ['DEVELOPER'] });
    const response = await open(code, '  Ada ');
    expect(response.status).toBe(200);
    const body = (await response.json()) as { person: { id: string } };
    expect(body).toMatchObject({ person: { name: 'Ada' }, community: { slug: 'grove' } });
    const setCookie = response.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/^aic_session=aics_.*HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/);
    const cookie = /aic_session=([^;]*)/.exec(setCookie)?.[1] ?? '';
    expect((await identity.resolve(cookie)).body).toMatchObject({
      sub: body.person.id,
      community: grove.id,
      roles: ['DEVELOPER'],
    });
    const [row] = await identity.database.withoutTenant((em) =>
      em.execute<object[]>(
        `select p.home_community_id as home, s.method from person p join session s on s.person_id = p.id
         where p.id = ?`,
        [body.person.id],
      ),
    );
    expect(row).toEqual({ home: grove.id, method: 'INVITATION' });
  });

  it('end the session that the browser had before', async () => {
    const first = await open((await newInvitation()).code);
    const before = /aic_session=([^;]*)/.exec(first.headers.get('set-cookie') ?? '')?.[1] ?? '';
    await open((await newInvitation()).code, 'Another', { cookie: `aic_session=${before}` });
    expect(await identity.resolve(before)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('let people join with the account they have', async () => {
    const person = await stranger();
    const { code } = await newInvitation({ roles: ['AUDITOR'] });
    expect(await identity.ask(person, accept, { code })).toEqual({
      acceptInvitation: { id: grove.id, slug: 'grove' },
    });
    expect(await membership(person.sub)).toEqual([{ roles: ['AUDITOR'] }]);
    const records = (await identity.outbox(topics.audit)).map(({ value }) => value);
    expect(records).toContainEqual(
      expect.objectContaining({
        communityId: grove.id,
        action: 'members:join',
        actor: { subject: person.sub, kind: 'PERSON' },
        resource: { type: 'Person', id: person.sub },
      }),
    );
  });

  it('change nothing for members, and are not used up by them', async () => {
    const member = await newMember('GUEST');
    const { code } = await newInvitation({ roles: ['ADMIN'] });
    expect((await identity.query(member, accept, { code })).codes).toEqual(['ALREADY_A_MEMBER']);
    expect(await membership(member.sub)).toEqual([{ roles: ['GUEST'] }]);
    expect((await open(code)).status).toBe(200);
  });

  it('are accepted by as many as they are for, however many try at the same moment', async () => {
    const { code, invitation } = await newInvitation({ uses: 3 });
    const people = await Promise.all(Array.from({ length: 4 }, stranger));
    const [joined, opened] = await Promise.all([
      Promise.all(people.map((person) => identity.query(person, accept, { code }))),
      Promise.all(Array.from({ length: 4 }, () => open(code))),
    ]);
    const successes =
      joined.filter(({ codes }) => codes.length === 0).length +
      opened.filter(({ status }) => status === 200).length;
    expect(successes).toBe(3);
    const [row] = await identity.database.withTenant(grove.id, (em) =>
      em.execute<object[]>('select used from invitation where id = ?', [invitation.id]),
    );
    expect(row).toEqual({ used: 3 });
    const accounts = await identity.database.withoutTenant((em) =>
      em.execute<object[]>(
        `select 1 from person p where name = 'Newcomer' and not exists
           (select from session s where s.person_id = p.id)`,
      ),
    );
    expect(accounts).toEqual([]);
  });

  it('end with their time', async () => {
    const { code } = await newInvitation({ expiresInHours: 1 });
    identity.skip(hour);
    expect((await identity.query(await stranger(), accept, { code })).codes).toEqual(['INVITATION_INVALID']);
    expect((await open(code)).status).toBe(404);
  });

  it('end when they are revoked', async () => {
    const { code, invitation } = await newInvitation({ email: 'Ada@Example.org' });
    expect(await identity.ask(grove.owner, revoke, { id: invitation.id })).toEqual({
      revokeInvitation: { status: 'REVOKED', email: null },
    });
    expect((await open(code)).status).toBe(404);
    expect((await identity.query(grove.owner, revoke, { id: newId('invitation') })).codes).toEqual([
      'INVITATION_NOT_FOUND',
    ]);
  });

  it('keep no address longer than they can be accepted', async () => {
    const { code, invitation } = await newInvitation({ email: 'Ada@Example.org' });
    const listed = async () =>
      (await identity.ask<{ invitations: { id: string }[] }>(grove.owner, list)).invitations.find(
        ({ id }) => id === invitation.id,
      );
    expect(await listed()).toMatchObject({ email: 'ada@example.org', used: 0, status: 'OPEN' });
    await open(code);
    expect(await listed()).toMatchObject({ email: null, used: 1, status: 'USED_UP' });
  });

  describeMakers({ identity: () => identity, grove: () => grove, newInvitation, newMember, stranger, open });

  it.each<[string, Principal, object, string]>([
    ['nobody who has not signed in', { kind: 'ANONYMOUS' }, {}, 'UNAUTHENTICATED'],
    ['nobody without members:manage', { roles: ['OPERATOR'] }, {}, 'FORBIDDEN'],
    ['no administrator, to own', { roles: ['ADMIN'] }, { roles: ['OWNER'] }, 'FORBIDDEN'],
    ['nobody for less than an hour', { roles: ['ADMIN'] }, { expiresInHours: 0 }, 'BAD_USER_INPUT'],
    ['nobody for more than a month', { roles: ['ADMIN'] }, { expiresInHours: 721 }, 'BAD_USER_INPUT'],
    ['nobody for no use', { roles: ['ADMIN'] }, { uses: 0 }, 'BAD_USER_INPUT'],
    ['nobody for more than a hundred', { roles: ['ADMIN'] }, { uses: 101 }, 'BAD_USER_INPUT'],
    ['nobody for no address', { roles: ['ADMIN'] }, { email: 'nobody' }, 'BAD_USER_INPUT'],
  ])('are made by %s', async (...[, principal, input, code]) => {
    const variables = { input: { roles: ['MEMBER'], ...input } };
    const asked = await identity.query({ community: grove.id, ...principal }, invite, variables);
    expect(asked.codes).toEqual([code]);
  });

  it('are seen and revoked in their own community only', async () => {
    const { invitation } = await newInvitation();
    expect(await identity.ask(meadow.owner, list)).toEqual({ invitations: [] });
    expect((await identity.query(meadow.owner, revoke, { id: invitation.id })).codes).toEqual([
      'INVITATION_NOT_FOUND',
    ]);
    const operator: Principal = { community: grove.id, roles: ['OPERATOR'] };
    expect((await identity.query(operator, list)).codes).toEqual(['FORBIDDEN']);
    expect((await identity.query(operator, revoke, { id: invitation.id })).codes).toEqual(['FORBIDDEN']);
  });

  it('are accepted by people only', async () => {
    const { code } = await newInvitation();
    for (const principal of [{ kind: 'ANONYMOUS' }, { kind: 'SERVICE', community: meadow.id }] as const)
      expect((await identity.query(principal, accept, { code })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('are accepted as JSON with a name only', async () => {
    const { code } = await newInvitation();
    expect((await open(code, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect(await (await open(code, ' ')).json()).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect((await identity.post('/auth/invitations/accept', { code: [code], name: 'x' })).status).toBe(400);
    expect((await open(code)).status).toBe(200);
  });

  it('answer wrong codes as ended ones, and less often to those who fail too often', async () => {
    const guess = () => randomBytes(32).toString('base64url');
    const { code } = await newInvitation();
    await open(code);
    const used = (await (await open(code)).json()) as object;
    const unknown = (await (await open(guess())).json()) as object;
    expect(unknown).toEqual(used);
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const guesses = await Promise.all(Array.from({ length: 40 }, () => open(guess(), 'x', from)));
    expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(9);
    const person = await stranger();
    const asked = await Promise.all(
      Array.from({ length: 35 }, () => identity.query(person, accept, { code: guess() })),
    );
    expect(asked.flatMap(({ codes }) => codes)).toContain('RATE_LIMITED');
    expect((await open((await newInvitation()).code, 'x', from)).status).toBe(200);
  });

  it('are two hundred open ones in a community at most', async () => {
    await identity.database.withTenant(meadow.id, (em) =>
      em.execute(
        `insert into invitation (id, tenant_id, code_digest, roles, uses, used, created_by, created_at, expires_at)
         select 'inv_' || each, ?, 'digest ' || each, '{MEMBER}', 1, 0, 'x', now(), now() + interval '900 days'
         from generate_series(1, ?) each`,
        [meadow.id, 200],
      ),
    );
    const input = { roles: ['MEMBER'] };
    expect((await identity.query(meadow.owner, invite, { input })).codes).toEqual(['TOO_MANY_INVITATIONS']);
  });

  it('are never for a person who has left for good', async () => {
    const person = await stranger();
    await identity.database.withoutTenant((em) =>
      em.nativeUpdate(Person, { id: person.sub }, { deletedAt: new Date() }),
    );
    const { code } = await newInvitation();
    expect((await identity.query(person, accept, { code })).codes).toEqual(['UNAUTHENTICATED']);
    expect(await membership(person.sub)).toEqual([]);
  });

  it('hold no code in the log or the database', async () => {
    const { code } = await newInvitation();
    await open(code);
    await identity.query(grove.owner, `mutation { acceptInvitation(code: "${code}") { nothing } }`);
    expect(identity.logLines.join('\n')).not.toContain(code);
    const kept = await identity.database.withTenant(grove.id, (em) =>
      em.execute<object[]>('select * from invitation'),
    );
    expect(JSON.stringify(kept)).not.toContain(code);
  });
});
