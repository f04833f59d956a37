import { builtInRoles, deepestNesting, newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Membership } from '../../src/entities/Membership.js';
import { Person } from '../../src/entities/Person.js';
import { findLineages } from '../../src/operations/findLineages.js';
import { openSession } from '../../src/operations/openSession.js';
import { effectiveRoles } from '../../src/rules/inheritance.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const create = `mutation ($input: CreateCommunityInput!) { createCommunity(input: $input) { id parentId } }`;
const look = `query ($id: ID) { community(id: $id) { parentId parent { slug } children { slug children { slug } } } }`;
const link = `mutation ($personId: ID) { createSignInLink(personId: $personId) { url } }`;
const trace = { traceId: '0'.repeat(32), traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` };

type Roles = (typeof builtInRoles)[number][];

describe('communities inside one another', () => {
  let identity: TestIdentity;
  let root: TestCommunity;
  let branch: string;
  let leaf: string;
  let aside: string;

  beforeAll(async () => {
    identity = await startTestIdentity();
    root = await identity.community('root');
    branch = await newChild('branch', root.id);
    leaf = await newChild('leaf', branch);
    aside = await newChild('aside', root.id);
  });
  afterAll(() => identity.close());

  /** A community that nobody belongs to yet. */
  async function newChild(slug: string, parentId: string): Promise<string> {
    const service: Principal = { kind: 'SERVICE', community: parentId, roles: ['ADMIN'] };
    const { createCommunity } = await identity.ask<{ createCommunity: { id: string } }>(service, create, {
      input: { name: `The ${slug}`, slug, parentId },
    });
    await identity.database.withTenant(createCommunity.id, (em) =>
      em.nativeDelete(Membership, { tenantId: createCommunity.id }),
    );
    return createCommunity.id;
  }

  async function join(personId: string, tenantId: string, roles: Roles): Promise<void> {
    const membership = { id: newId('membership'), tenantId, personId, roles, createdAt: new Date() };
    await identity.database.withTenant(tenantId, (em) => em.insert(Membership, membership));
  }

  async function newPerson(
    held: Readonly<Record<string, Roles>>,
    home = root.id,
  ): Promise<Principal & { sub: string }> {
    const sub = newId('person');
    const person = { id: sub, name: 'Somebody', email: null, homeCommunityId: home, createdAt: new Date() };
    await identity.database.withoutTenant((em) => em.insert(Person, person));
    for (const [community, roles] of Object.entries(held)) await join(sub, community, roles);
    return { kind: 'PERSON', sub };
  }

  async function newCookie(personId: string): Promise<string> {
    const { credential } = await identity.database.withoutTenant((em) =>
      openSession(em, identity.services.clock(), { personId, communityId: root.id, method: 'LINK', trace }),
    );
    return credential;
  }

  it('let those who own, administer, operate or audit from above act inside, and nobody else', async () => {
    const roles: Roles = ['OWNER', 'ADMIN', 'OPERATOR', 'AUDITOR', 'DEVELOPER', 'MEMBER', 'GUEST'];
    const person = await newPerson({ [root.id]: roles });
    const cookie = await newCookie(person.sub);
    for (const community of [branch, 'leaf'])
      expect((await identity.resolve(cookie, community)).body).toMatchObject({
        roles: ['OWNER', 'ADMIN', 'OPERATOR', 'AUDITOR'],
      });
    const plain = await newCookie((await newPerson({ [root.id]: ['DEVELOPER', 'MEMBER', 'GUEST'] })).sub);
    expect(await identity.resolve(plain, leaf)).toMatchObject({
      status: 403,
      body: { code: 'COMMUNITY_FORBIDDEN' },
    });
    expect((await identity.resolve(plain, root.id)).status).toBe(200);
  });

  it('let nobody look upwards or aside, whatever they are inside', async () => {
    const cookie = await newCookie((await newPerson({ [leaf]: [...builtInRoles] })).sub);
    expect((await identity.resolve(cookie, leaf)).body).toMatchObject({ community: leaf });
    for (const community of [root.id, 'branch', aside])
      expect(await identity.resolve(cookie, community)).toMatchObject({
        status: 403,
        body: { code: 'COMMUNITY_FORBIDDEN' },
      });
  });

  it('add what comes from above to what a member has', async () => {
    const person = await newPerson({ [root.id]: ['AUDITOR', 'MEMBER'], [leaf]: ['DEVELOPER'] });
    expect((await identity.resolve(await newCookie(person.sub), leaf)).body).toMatchObject({
      roles: ['DEVELOPER', 'AUDITOR'],
    });
  });

  it('are closed at once when the role above is taken away', async () => {
    const person = await newPerson({ [root.id]: ['ADMIN'] });
    const cookie = await newCookie(person.sub);
    expect((await identity.resolve(cookie, leaf)).status).toBe(200);
    await identity.ask(
      root.owner,
      `mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { id } }`,
      { input: { personId: person.sub, roles: ['MEMBER'] } },
    );
    expect((await identity.resolve(cookie, leaf)).status).toBe(403);
    const told = await identity.database.withoutTenant((em) =>
      em.execute<object[]>('select 1 from credential_change where subject = ?', [person.sub]),
    );
    expect(told.length).toBeGreaterThan(0);
  });

  it('show their parent and children to those who may enter these', async () => {
    expect(await identity.ask(root.owner, look, { id: root.id })).toEqual({
      community: {
        parentId: null,
        parent: null,
        children: [
          { slug: 'branch', children: [{ slug: 'leaf' }] },
          { slug: 'aside', children: [] },
        ],
      },
    });
    const member = await newPerson({ [root.id]: ['MEMBER'], [aside]: ['MEMBER'] });
    expect(await identity.ask(member, look, { id: root.id })).toMatchObject({
      community: { children: [{ slug: 'aside' }] },
    });
    expect(await identity.ask(member, look, { id: aside })).toMatchObject({
      community: { parentId: root.id, parent: { slug: 'root' } },
    });
    const inside = await newPerson({ [leaf]: ['OWNER'] });
    expect(await identity.ask(inside, look, { id: leaf })).toEqual({
      community: { parentId: null, parent: null, children: [] },
    });
    expect(await identity.ask(inside, look, { id: branch })).toEqual({ community: null });
  });

  it('show a program with a key only its own', async () => {
    const service: Principal = { kind: 'SERVICE', community: branch, roles: ['OWNER'] };
    expect(await identity.ask(service, look, { id: branch })).toEqual({
      community: { parentId: null, parent: null, children: [] },
    });
  });

  it('agree with the rule, whoever holds what wherever', async () => {
    const ways = { [root.id]: [root.id], [branch]: [branch, root.id], [leaf]: [leaf, branch, root.id] };
    for (let round = 0; round < 12; round++) {
      const held = Object.fromEntries(
        [root.id, branch, leaf, aside].flatMap((community, place) => {
          const roles = builtInRoles.filter((_role, index) => (round * 37 + index * 11 + place * 5) % 7 < 2);
          return roles.length === 0 || (round + place) % 3 === 0 ? [] : [[community, roles] as const];
        }),
      );
      const person = await newPerson(held);
      const holdings = Object.entries(held).map(([community, roles]) => ({ community, roles }));
      const found = await identity.database.withoutTenant((em) =>
        findLineages(em, { id: person.sub, now: new Date() }, Object.keys(ways)),
      );
      for (const [community, way] of Object.entries(ways)) {
        const lineage = found.find((each) => each.community.id === community);
        expect(lineage?.way).toEqual(way);
        expect(lineage?.roles).toEqual(effectiveRoles(holdings, way));
      }
    }
  });

  it('lie in the same one for ever', async () => {
    const move = identity.database.withTenant(leaf, (em) =>
      em.execute('update community set parent_id = ? where id = ?', [aside, leaf]),
    );
    await expect(move).rejects.toThrow(/cannot be moved/);
  });

  it('go eight deep and no deeper', async () => {
    let parentId = leaf;
    for (let depth = 4; depth <= deepestNesting; depth++)
      parentId = await newChild(`deep-${depth}`, parentId);
    const service: Principal = { kind: 'SERVICE', community: parentId, roles: ['ADMIN'] };
    const input = { name: 'Too deep', slug: 'too-deep', parentId };
    expect((await identity.query(service, create, { input })).codes).toEqual(['NESTED_TOO_DEEP']);
    const owner = await newCookie(root.ownerId);
    expect((await identity.resolve(owner, parentId)).body).toMatchObject({ roles: ['OWNER'] });
  });

  it('make no sign-in links for people who hold something further up', async () => {
    const owner = await newPerson({ [leaf]: ['OWNER'] });
    const above = await newPerson({ [leaf]: ['MEMBER'], [root.id]: ['MEMBER'] }, leaf);
    const only = await newPerson({ [leaf]: ['MEMBER'] }, leaf);
    const inLeaf: Principal = { ...owner, community: leaf, roles: ['OWNER'] };
    expect((await identity.query(inLeaf, link, { personId: above.sub })).codes).toEqual(['FORBIDDEN']);
    expect((await identity.query(inLeaf, link, { personId: only.sub })).codes).toEqual([]);
    const fromAbove: Principal = { ...root.owner, community: leaf };
    expect((await identity.query(fromAbove, link, { personId: above.sub })).codes).toEqual([]);
  });

  it('give no personal key to those whose roles come down: it could not end with them', async () => {
    const admin = await newPerson({ [root.id]: ['ADMIN'] });
    const make = 'mutation { createPersonalApiKey(input: { name: "mine" }) { secret } }';
    const here = { ...admin, community: branch, roles: ['ADMIN'] as const };
    expect((await identity.query(here, make)).codes).toEqual(['OWN_MEMBERSHIP_REQUIRED']);
    await join(admin.sub, branch, ['GUEST']);
    expect((await identity.query(here, make)).codes).toEqual([]);
    expect((await identity.query({ ...here, community: aside, sub: newId('person') }, make)).codes).toEqual([
      'MEMBER_NOT_FOUND',
    ]);
  });
});
