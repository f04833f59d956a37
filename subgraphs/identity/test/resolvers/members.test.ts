import { topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const add = `mutation ($input: AddMemberInput!) { addMember(input: $input) { id person { id name email } roles } }`;
const setRoles = `mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { roles } }`;
const remove = `mutation ($personId: ID!) { removeMember(personId: $personId) { person { id } } }`;
const link = `mutation ($personId: ID) { createSignInLink(personId: $personId) { url } }`;
const found = `mutation ($input: CreateCommunityInput!) { createCommunity(input: $input) { id } }`;
const list = `query ($first: Int, $after: String) {
  members(first: $first, after: $after) {
    edges { cursor node { person { id email } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

interface Page {
  readonly members: {
    readonly edges: readonly {
      readonly node: { readonly person: { readonly id: string; readonly email: string | null } };
    }[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly endCursor: string | null;
    };
  };
}

describe('members', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;
  let admin: Principal;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
    admin = { kind: 'PERSON', community: grove.id, roles: ['ADMIN'] };
  });
  afterAll(() => identity.close());

  async function newMember(input: object = {}, by: Principal = grove.owner): Promise<string> {
    const whole = { personName: 'Somebody', roles: ['MEMBER'], ...input };
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(by, add, {
      input: whole,
    });
    return addMember.person.id;
  }

  it('are added with an account of their own', async () => {
    const input = {
      personName: '  First Member ',
      email: 'First@Example.org',
      roles: ['MEMBER', 'AUDITOR', 'MEMBER'],
    };
    expect(await identity.ask(admin, add, { input })).toMatchObject({
      addMember: {
        person: { name: 'First Member', email: 'first@example.org' },
        roles: ['MEMBER', 'AUDITOR'],
      },
    });
  });

  it('with an e-mail address that another community knows are strangers there', async () => {
    const email = 'both@example.org';
    const first = await newMember({ email, personName: 'Secret Name' });
    const input = { personName: 'Other', email: 'BOTH@example.org', roles: ['MEMBER'] };
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(meadow.owner, add, {
      input,
    });
    expect(addMember.person).toMatchObject({ name: 'Other', email });
    expect(addMember.person.id).not.toBe(first);
  });

  it('cannot be entered from a community that opened an account for their e-mail address first', async () => {
    const email = 'target@example.org';
    const bait = await newMember({ email }, meadow.owner);
    await newMember({ email, roles: ['ADMIN'] }, grove.owner);
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
      meadow.owner,
      link,
      { personId: bait },
    );
    const code = new URL(createSignInLink.url).searchParams.get('code');
    const response = await identity.post('/auth/redeem', { code });
    const cookie = /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect((await identity.resolve(cookie)).body).toMatchObject({ sub: bait, community: meadow.id });
    expect(await identity.resolve(cookie, 'grove')).toMatchObject({
      status: 403,
      body: { code: 'COMMUNITY_FORBIDDEN' },
    });
  });

  it('with the e-mail address of a member are refused, and are the same person after a removal', async () => {
    const email = 'again@example.org';
    const personId = await newMember({ email });
    const input = { personName: 'x', email, roles: ['MEMBER'] };
    expect((await identity.query(grove.owner, add, { input })).codes).toEqual(['ALREADY_A_MEMBER']);
    await identity.ask(grove.owner, remove, { personId });
    expect(await newMember({ email })).toBe(personId);
  });

  it('with the same new e-mail address at the same moment are added once', async () => {
    const input = { personName: 'Twin', email: 'twin@example.org', roles: ['MEMBER'] };
    const answers = await Promise.all([1, 2].map(() => identity.query(grove.owner, add, { input })));
    expect(answers.flatMap(({ codes }) => codes)).toEqual(['ALREADY_A_MEMBER']);
  });

  it.each<[string, object]>([
    ['no name', { personName: ' ' }],
    ['a name over 100 characters', { personName: 'x'.repeat(101) }],
    ['a name with a line feed', { personName: 'a\nb' }],
    ['no e-mail address', { email: 'nobody' }],
    ['no roles', { roles: [] }],
  ])('are refused with %s', async (_name, changes) => {
    const input = { personName: 'Somebody', roles: ['MEMBER'], ...changes };
    expect((await identity.query(admin, add, { input })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are made owners by owners only', async () => {
    const input = { personName: 'Climber', roles: ['OWNER'] };
    expect((await identity.query(admin, add, { input })).codes).toEqual(['FORBIDDEN']);
    const personId = await newMember();
    expect((await identity.query(admin, setRoles, { input: { personId, roles: ['OWNER'] } })).codes).toEqual([
      'FORBIDDEN',
    ]);
    expect((await identity.query(admin, setRoles, { input: { personId, roles: ['ADMIN'] } })).codes).toEqual(
      [],
    );
    expect(
      (await identity.query(grove.owner, setRoles, { input: { personId, roles: ['OWNER'] } })).codes,
    ).toEqual([]);
    expect((await identity.query(admin, setRoles, { input: { personId, roles: ['GUEST'] } })).codes).toEqual([
      'FORBIDDEN',
    ]);
    expect((await identity.query(admin, remove, { personId })).codes).toEqual(['FORBIDDEN']);
    expect((await identity.query(grove.owner, remove, { personId })).codes).toEqual([]);
  });

  it('are managed only with members:manage, in the passport’s own community', async () => {
    const personId = await newMember();
    const input = { personId, roles: ['GUEST'] };
    const developer: Principal = { community: grove.id, roles: ['OPERATOR'] };
    expect((await identity.query(developer, setRoles, { input })).codes).toEqual(['FORBIDDEN']);
    expect(
      (await identity.query({ ...grove.owner, scopes: ['members:read'] }, setRoles, { input })).codes,
    ).toEqual(['FORBIDDEN']);
    expect((await identity.query(meadow.owner, setRoles, { input })).codes).toEqual(['MEMBER_NOT_FOUND']);
    expect((await identity.query(meadow.owner, remove, { personId })).codes).toEqual(['MEMBER_NOT_FOUND']);
    expect((await identity.query({ ...grove.owner, community: '' }, remove, { personId })).codes).toEqual([
      'COMMUNITY_REQUIRED',
    ]);
    const denials = (await identity.outbox(topics.audit)).filter(({ value }) => value.outcome === 'DENIED');
    const denied = { action: 'members:manage', communityId: grove.id };
    for (const policies of [[], ['rail:scopes']])
      expect(denials.map(({ value }) => value)).toContainEqual(
        expect.objectContaining({ ...denied, details: { code: 'FORBIDDEN', policies } }),
      );
  });

  it('include an owner for ever, even when the last two remove each other at once', async () => {
    const second = await newMember({ roles: ['OWNER'] });
    const removals = await Promise.all([
      identity.query(grove.owner, remove, { personId: second }),
      identity.query({ ...grove.owner, sub: second }, remove, { personId: grove.ownerId }),
      identity.query(grove.owner, setRoles, { input: { personId: second, roles: ['ADMIN'] } }),
    ]);
    expect(removals.flatMap(({ codes }) => codes)).toContain('LAST_OWNER');
    const owners = await identity.database.withTenant(grove.id, (em) =>
      em.execute<{ person_id: string }[]>(`select person_id from membership where 'OWNER' = any(roles)`),
    );
    expect(owners).toHaveLength(1);
    const [last] = owners;
    const alone = await identity.query(grove.owner, remove, { personId: last?.person_id });
    expect(alone.codes).toEqual(['LAST_OWNER']);
    const demoted = { personId: last?.person_id, roles: ['ADMIN'] };
    expect((await identity.query(grove.owner, setRoles, { input: demoted })).codes).toEqual(['LAST_OWNER']);
  });

  it('come in pages without gaps or repetitions', async () => {
    for (let count = 0; count < 5; count++) await newMember({}, meadow.owner);
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 20; pages++) {
      const { members: page }: Page = await identity.ask(meadow.owner, list, { first: 2, after });
      seen.push(...page.edges.map(({ node }) => node.person.id));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    const { members: whole }: Page = await identity.ask(meadow.owner, list, { first: 100 });
    expect(seen).toEqual(whole.edges.map(({ node }) => node.person.id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(5);
    for (const page of [{ first: -1 }, { after: 'nonsense' }])
      expect((await identity.query(meadow.owner, list, page)).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('show their e-mail address only to themselves and to those who manage members', async () => {
    const personId = await newMember({ email: 'shy@example.org' }, meadow.owner);
    const emailSeenBy = async (principal: Principal) => {
      const { members: page }: Page = await identity.ask(principal, list, { first: 100 });
      return page.edges.find(({ node }) => node.person.id === personId)?.node.person.email;
    };
    expect(await emailSeenBy(meadow.owner)).toBe('shy@example.org');
    expect(await emailSeenBy({ community: meadow.id, roles: ['MEMBER'] })).toBeNull();
    expect(await emailSeenBy({ sub: personId, community: meadow.id, roles: ['MEMBER'] })).toBe(
      'shy@example.org',
    );
  });

  describe('get sign-in links', () => {
    it('from those who could give them their roles', async () => {
      const owner = await newMember({ roles: ['OWNER'] }, meadow.owner);
      const member = await newMember({}, meadow.owner);
      const meadowAdmin: Principal = { community: meadow.id, roles: ['ADMIN'] };
      expect((await identity.query(meadowAdmin, link, { personId: member })).codes).toEqual([]);
      expect((await identity.query(meadowAdmin, link, { personId: owner })).codes).toEqual(['FORBIDDEN']);
      expect((await identity.query(meadow.owner, link, { personId: owner })).codes).toEqual([]);
      expect((await identity.query({ community: meadow.id, roles: ['OPERATOR'] }, link)).codes).toEqual([
        'FORBIDDEN',
      ]);
    });

    it('only from the community that keeps their account', async () => {
      const personId = await newMember({}, meadow.owner);
      const founder: Principal = { sub: personId, community: meadow.id, roles: ['MEMBER'] };
      const { createCommunity } = await identity.ask<{ createCommunity: { id: string } }>(founder, found, {
        input: { name: 'Glade', slug: 'glade' },
      });
      const owner: Principal = { community: createCommunity.id, roles: ['OWNER'] };
      expect((await identity.query(owner, link, { personId })).codes).toEqual(['FORBIDDEN']);
      expect((await identity.query(meadow.owner, link, { personId })).codes).toEqual([]);
    });

    it('not when they are no members, nor when a service names nobody', async () => {
      const { codes } = await identity.query(grove.owner, link, { personId: meadow.ownerId });
      expect(codes).toEqual(['MEMBER_NOT_FOUND']);
      const service: Principal = { kind: 'SERVICE', community: grove.id, roles: ['OWNER'] };
      expect((await identity.query(service, link)).codes).toEqual(['PERSON_REQUIRED']);
    });

    it('that are void once they are removed', async () => {
      const personId = await newMember({}, meadow.owner);
      const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
        meadow.owner,
        link,
        {
          personId,
        },
      );
      await identity.ask(meadow.owner, remove, { personId });
      const code = new URL(createSignInLink.url).searchParams.get('code');
      expect((await identity.post('/auth/redeem', { code })).status).toBe(401);
    });
  });

  it('who were removed are no longer let in, though they stay signed in', async () => {
    const personId = await newMember({}, meadow.owner);
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
      meadow.owner,
      link,
      {
        personId,
      },
    );
    const code = new URL(createSignInLink.url).searchParams.get('code');
    const response = await identity.post('/auth/redeem', { code });
    const cookie = /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect((await identity.resolve(cookie)).body).toMatchObject({ community: meadow.id, roles: ['MEMBER'] });
    await identity.ask(meadow.owner, remove, { personId });
    expect((await identity.resolve(cookie)).body).toMatchObject({ sub: personId, community: '', roles: [] });
    expect((await identity.resolve(cookie, 'meadow')).status).toBe(403);
  });
});
