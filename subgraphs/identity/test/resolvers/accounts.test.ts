import { randomBytes } from 'node:crypto';
import { newId, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Membership, type MembershipRow } from '../../src/entities/Membership.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';
import { addProofs } from '../addProofs.js';

const end = `mutation ($confirm: String!) { deleteAccount(confirm: $confirm) { personId deletedAt } }`;
const endOf = `mutation ($personId: ID!) { deleteMemberAccount(personId: $personId) { personId } }`;
const rename = `mutation ($name: String!) { rename(name: $name) { name } }`;
const add = `mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }`;
const invite = `mutation ($input: CreateInvitationInput!) { createInvitation(input: $input) { url } }`;
const accept = `mutation ($code: String!) { acceptInvitation(code: $code) { id } }`;
const link = `mutation ($personId: ID) { createSignInLink(personId: $personId) { url } }`;
const newKey = `mutation ($input: CreatePersonalApiKeyInput!) { createPersonalApiKey(input: $input) { secret } }`;
const enroll = `mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }`;
const found = `mutation ($input: CreateCommunityInput!) { createCommunity(input: $input) { id } }`;
const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Person { name email } }
}`;

/** Every table with a `person_id`, and whether rows of an ended account remain. A new table has to say so here. */
const remains: Readonly<Record<string, boolean>> = {
  api_key: true,
  linked_account: false,
  membership: false,
  passkey: false,
  passkey_challenge: false,
  recovery_code: false,
  session: true,
  sign_in_code: false,
};

describe('accounts', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());

  async function newMember(input: object = {}): Promise<Principal & { sub: string }> {
    const roles = ['MEMBER'] as const;
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(grove.owner, add, {
      input: { personName: 'Ada Lovelace', roles, ...input },
    });
    return { kind: 'PERSON', sub: addMember.person.id, community: grove.id, roles };
  }

  async function codeOf(url: string): Promise<string> {
    return Promise.resolve(/code=([\w-]{43})/.exec(url)?.[1] ?? '');
  }

  async function invitationTo(community: TestCommunity, input: object = {}): Promise<string> {
    const { createInvitation } = await identity.ask<{ createInvitation: { url: string } }>(
      community.owner,
      invite,
      { input: { roles: ['MEMBER'], ...input } },
    );
    return codeOf(createInvitation.url);
  }

  async function signInCode(personId: string): Promise<string> {
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
      grove.owner,
      link,
      { personId },
    );
    return codeOf(createSignInLink.url);
  }

  async function signIn(personId: string): Promise<string> {
    const response = await identity.post('/auth/redeem', { code: await signInCode(personId) });
    return /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
  }

  async function newDevice(owner: Principal, name = 'laptop'): Promise<string> {
    const input = {
      fleetId: await identity.fleet(owner.community ?? ''),
      name,
      publicKey: randomBytes(32).toString('base64url'),
    };
    const operator = { ...owner, roles: ['OPERATOR'] as const };
    const { enrollDevice } = await identity.ask<{ enrollDevice: { id: string } }>(operator, enroll, {
      input,
    });
    return enrollDevice.id;
  }

  const rowOf = async (personId: string) => {
    const [row] = await identity.database.withoutTenant((em) =>
      em.execute<object[]>('select name, email, deleted_at is not null as ended from person where id = ?', [
        personId,
      ]),
    );
    return row;
  };

  it('end with everything that hangs on them, in every community', async () => {
    const person = await newMember({ email: 'ada@example.org' });
    await identity.ask(person, accept, { code: await invitationTo(meadow) });
    const inMeadow = { ...person, community: meadow.id };
    const [cookie, waiting] = [await signIn(person.sub), await signInCode(person.sub)];
    const key = await identity.ask<{ createPersonalApiKey: { secret: string } }>(inMeadow, newKey, {
      input: { name: 'laptop' },
    });
    const devices = [await newDevice(person), await newDevice(inMeadow)];
    const asAdmin = { ...person, roles: ['ADMIN'] as const };
    const { createInvitation } = await identity.ask<{ createInvitation: { url: string } }>(asAdmin, invite, {
      input: { roles: ['MEMBER'] },
    });

    const { deleteAccount } = await identity.ask<{ deleteAccount: object }>(person, end, {
      confirm: 'Ada Lovelace',
    });
    expect(deleteAccount).toMatchObject({ personId: person.sub });
    expect(await rowOf(person.sub)).toEqual({ name: 'Deleted person', email: null, ended: true });
    expect(await identity.resolve(cookie)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    expect(await identity.resolve(key.createPersonalApiKey.secret)).toMatchObject({
      status: 401,
      body: { code: 'API_KEY_REVOKED' },
    });
    expect((await identity.post('/auth/redeem', { code: waiting })).status).toBe(401);
    const code = await codeOf(createInvitation.url);
    expect((await identity.post('/auth/invitations/accept', { code, name: 'x' })).status).toBe(404);
    for (const community of [grove, meadow])
      expect(
        await identity.database.withTenant(community.id, (em) =>
          em.find(Membership, { personId: person.sub }),
        ),
      ).toEqual([]);
    const announced = (await identity.outbox(topics.devices)).map(({ value }) => value);
    for (const deviceId of devices)
      expect(announced).toContainEqual(
        expect.objectContaining({ deviceId, status: 'REVOKED', name: 'Deleted person' }),
      );
  });

  it('end with the name confirmed, and not otherwise', async () => {
    const person = await newMember();
    for (const confirm of ['', 'yes', 'ada lovelace'])
      expect((await identity.query(person, end, { confirm })).codes).toEqual(['CONFIRMATION_WRONG']);
    expect(await rowOf(person.sub)).toMatchObject({ name: 'Ada Lovelace', ended: false });
  });

  it('do not end while a community would be without an owner, which is named', async () => {
    const person = await newMember();
    for (const slug of ['pond', 'lake'])
      await identity.ask(person, found, { input: { name: `The ${slug}`, slug } });
    const passport = await identity.passport(person);
    const response = await identity.post(
      '/graphql',
      { query: end, variables: { confirm: 'Ada Lovelace' } },
      { 'x-aic-passport': passport },
    );
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'LAST_OWNER', communities: 'lake, pond' } }],
    });
    expect(await rowOf(person.sub)).toMatchObject({ name: 'Ada Lovelace', ended: false });
    expect((await identity.query(grove.owner, endOf, { personId: person.sub })).codes).toEqual([
      'LAST_OWNER',
    ]);
  });

  it('of the last two owners do not both end, however they hurry', async () => {
    const owners = await Promise.all([newMember(), newMember()]);
    const [first, second] = owners;
    const { createCommunity } = await identity.ask<{ createCommunity: { id: string } }>(first, found, {
      input: { name: 'Shared', slug: 'shared' },
    });
    await identity.database.withTenant(createCommunity.id, (em) =>
      em.insert<MembershipRow>(Membership, {
        id: newId('membership'),
        tenantId: createCommunity.id,
        personId: second.sub,
        roles: ['OWNER'],
        createdAt: new Date(),
      }),
    );
    const answers = await Promise.all(
      owners.map((owner) => identity.query(owner, end, { confirm: 'Ada Lovelace' })),
    );
    expect(answers.flatMap(({ codes }) => codes)).toEqual(['LAST_OWNER']);
  });

  it('once ended, take nothing new', async () => {
    const person = await newMember();
    await identity.ask(person, end, { confirm: 'Ada Lovelace' });
    expect((await identity.query(person, end, { confirm: 'Deleted person' })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect((await identity.query(person, rename, { name: 'Back' })).codes).toEqual(['UNAUTHENTICATED']);
    const insert = identity.database.withTenant(grove.id, (em) =>
      em.insert<MembershipRow>(Membership, {
        id: newId('membership'),
        tenantId: grove.id,
        personId: person.sub,
        roles: ['MEMBER'],
        createdAt: new Date(),
      }),
    );
    await expect(insert).rejects.toThrow(/account of this person has ended/);
    const found = 'mutation { createCommunity(input: { name: "Late", slug: "late" }) { id } }';
    expect((await identity.query(person, found)).codes).toEqual(['ACCOUNT_ENDED']);
  });

  it('leave a stone where the community that kept them looks, and nowhere else', async () => {
    const person = await newMember({ email: 'stone@example.org' });
    await identity.ask(person, end, { confirm: 'Ada Lovelace' });
    const representations = [{ __typename: 'Person', id: person.sub }];
    const seenBy = async (principal: Principal) =>
      (await identity.ask<{ _entities: unknown }>(principal, entities, { representations }))._entities;
    expect(await seenBy(grove.owner)).toEqual([{ name: 'Deleted person', email: null }]);
    expect(await seenBy(meadow.owner)).toEqual([null]);
  });

  it('of others end by administrators of the community that keeps them, with no more power than they have', async () => {
    const admin: Principal = { kind: 'PERSON', community: grove.id, roles: ['ADMIN'] };
    const person = await newMember();
    const owner = await newMember({ roles: ['OWNER'] });
    const operator: Principal = { ...admin, roles: ['OPERATOR'] };
    expect((await identity.query(operator, endOf, { personId: person.sub })).codes).toEqual(['FORBIDDEN']);
    expect((await identity.query(admin, endOf, { personId: owner.sub })).codes).toEqual(['FORBIDDEN']);
    expect((await identity.query(meadow.owner, endOf, { personId: person.sub })).codes).toEqual([
      'MEMBER_NOT_FOUND',
    ]);
    expect((await identity.query(admin, endOf, { personId: person.sub })).codes).toEqual([]);
    expect(await rowOf(person.sub)).toMatchObject({ ended: true });
    expect((await identity.query(admin, endOf, { personId: person.sub })).codes).toEqual([
      'MEMBER_NOT_FOUND',
    ]);
  });

  it('of others end without a word on communities that the administrator may not know of', async () => {
    const person = await newMember();
    await identity.ask(person, found, { input: { name: 'Hidden', slug: 'hidden' } });
    const passport = await identity.passport(grove.owner);
    const response = await identity.post(
      '/graphql',
      { query: endOf, variables: { personId: person.sub } },
      { 'x-aic-passport': passport },
    );
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'LAST_OWNER', communities: 'communities elsewhere' } }],
    });
  });

  it('leave nothing in any table that does not say so', async () => {
    const tables = await identity.database.withoutTenant((em) =>
      em.execute<{ name: string }[]>(
        `select c.relname as name from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped
         where c.relkind = 'r' and c.relnamespace = 'identity'::regnamespace order by 1`,
      ),
    );
    expect(tables.map(({ name }) => name)).toEqual(Object.keys(remains));
    const person = await newMember();
    await signIn(person.sub);
    await signInCode(person.sub);
    await identity.ask(person, newKey, { input: { name: 'laptop' } });
    await addProofs(identity, person.sub);
    await identity.ask(person, end, { confirm: 'Ada Lovelace' });
    for (const [table, stays] of Object.entries(remains)) {
      const rows = await identity.database.withTenant(grove.id, (em) =>
        em.execute<object[]>(`select 1 from ${table} where person_id = ?`, [person.sub]),
      );
      expect(rows.length > 0, table).toBe(stays);
    }
  });

  it('leave no name and no address in audit records, events or logs', async () => {
    const [name, other, email] = ['Grace Zwölfmorgen', 'Grace Siebenschläfer', 'grace.zwoelf@example.org'];
    const person = await newMember({ personName: name, email });
    await identity.ask(person, rename, { name: other });
    await identity.query(person, rename, { name: `${name}\n${name}` });
    await identity.query(grove.owner, add, { input: { personName: name, email, roles: ['MEMBER'] } });
    await newDevice(person, `${name}’s laptop`);
    await identity.ask(person, newKey, { input: { name: `${name}’s key` } });
    const code = await invitationTo(grove, { email });
    await identity.post('/auth/invitations/accept', { code, name });
    await identity.post('/auth/invitations/accept', { code, name });
    await identity.ask(person, accept, { code: await invitationTo(meadow, { email }) });
    await signIn(person.sub);
    await invitationTo(grove, { email });
    await identity.query(person, end, { confirm: name });
    await identity.ask(person, end, { confirm: other });
    const told = await identity.outbox(topics.audit);
    const changes = await identity.database.withoutTenant((em) =>
      em.execute<object[]>('select * from credential_change'),
    );
    const kept = JSON.stringify([told, changes, identity.logLines]);
    for (const personal of ['Grace', 'Zwölfmorgen', 'Siebenschläfer', 'grace.zwoelf'])
      expect(kept).not.toContain(personal);
    const people = await identity.database.withoutTenant((em) =>
      em.execute<{ name: string }[]>('select name from person where name like ?', ['Grace%']),
    );
    expect(people).toEqual([{ name }]);
    const held = await identity.database.withTenant(grove.id, (em) =>
      em.execute<object[]>(
        `select email from invitation where email = ? union all
         select name from device where name like ? union all select name from api_key where name like ?`,
        [email, `${name}%`, `${name}%`],
      ),
    );
    expect(held).toEqual([]);
  });
});
