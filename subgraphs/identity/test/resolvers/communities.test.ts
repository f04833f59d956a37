import { topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const create = `mutation ($input: CreateCommunityInput!) { createCommunity(input: $input) { id slug name parentId } }`;

interface Created {
  readonly createCommunity: { readonly id: string; readonly slug: string; readonly parentId: string | null };
}

describe('communities', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());

  const membersOf = (id: string) =>
    identity.database.withTenant(id, (em) =>
      em.execute<{ person_id: string; roles: string[] }[]>('select person_id, roles from membership'),
    );

  it('are owned by the person who creates them', async () => {
    const person = { ...grove.owner, community: '', roles: [] };
    const { createCommunity } = await identity.ask<Created>(person, create, {
      input: { name: 'A pond', slug: 'pond' },
    });
    expect(createCommunity).toMatchObject({ slug: 'pond', parentId: null });
    expect(await membersOf(createCommunity.id)).toEqual([{ person_id: grove.ownerId, roles: ['OWNER'] }]);
    const records = await identity.outbox(topics.audit);
    expect(records.map(({ value }) => value)).toContainEqual(
      expect.objectContaining({
        communityId: createCommunity.id,
        actor: { subject: grove.ownerId, kind: 'PERSON' },
        action: 'community:manage',
        outcome: 'ALLOWED',
        resource: { type: 'Community', id: createCommunity.id },
      }),
    );
  });

  it('inside another, made by a service, are owned by the owners of the outer one', async () => {
    const service: Principal = { kind: 'SERVICE', community: grove.id, roles: ['ADMIN'] };
    const input = { name: 'A tree', slug: 'tree', parentId: grove.id };
    const { createCommunity } = await identity.ask<Created>(service, create, { input });
    expect(createCommunity.parentId).toBe(grove.id);
    expect(await membersOf(createCommunity.id)).toEqual([{ person_id: grove.ownerId, roles: ['OWNER'] }]);
  });

  it.each<{ who: string; principal: Principal; inside: boolean; code: string }>([
    {
      who: 'nobody who has not signed in',
      principal: { kind: 'ANONYMOUS' },
      inside: false,
      code: 'UNAUTHENTICATED',
    },
    {
      who: 'no service at the top',
      principal: { kind: 'SERVICE', roles: ['ADMIN'] },
      inside: false,
      code: 'FORBIDDEN',
    },
    {
      who: 'no member without community:manage inside another',
      principal: { roles: ['OPERATOR'] },
      inside: true,
      code: 'FORBIDDEN',
    },
  ])('are created by $who', async ({ principal, inside, code }) => {
    const input = { name: 'No', slug: 'no', parentId: inside ? grove.id : null };
    const { codes } = await identity.query({ community: grove.id, ...principal }, create, { input });
    expect(codes).toEqual([code]);
  });

  it('are not created inside a community that another passport is for', async () => {
    const input = { name: 'No', slug: 'no', parentId: meadow.id };
    expect((await identity.query(grove.owner, create, { input })).codes).toEqual(['FORBIDDEN']);
  });

  it('have slugs of their own', async () => {
    const { codes } = await identity.query(grove.owner, create, { input: { name: 'Again', slug: 'meadow' } });
    expect(codes).toEqual(['SLUG_TAKEN']);
  });

  it.each(['', 'Grove', 'a b', '-x'])('refuse the slug %j', async (slug) => {
    const { codes } = await identity.query(grove.owner, create, { input: { name: 'No', slug } });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are found by id and by slug by those who belong to them, and by nobody else', async () => {
    const query = `query ($id: ID, $slug: String) { community(id: $id, slug: $slug) { id } }`;
    for (const wanted of [{ id: grove.id }, { slug: 'grove' }]) {
      expect(await identity.ask(grove.owner, query, wanted)).toEqual({ community: { id: grove.id } });
      expect(await identity.ask(meadow.owner, query, wanted)).toEqual({ community: null });
    }
    expect((await identity.query({ kind: 'ANONYMOUS' }, query, { id: grove.id })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect((await identity.query(grove.owner, query)).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are listed for a person across tenants, and for a service only its own', async () => {
    const query = `{ communities { slug } }`;
    expect(await identity.ask(meadow.owner, query)).toEqual({ communities: [{ slug: 'meadow' }] });
    expect(await identity.ask({ ...meadow.owner, community: '', roles: [] }, query)).toEqual({
      communities: [{ slug: 'meadow' }],
    });
    const service: Principal = { kind: 'SERVICE', community: grove.id, roles: ['GUEST'] };
    expect(await identity.ask(service, query)).toEqual({ communities: [{ slug: 'grove' }] });
  });

  it('know their viewer', async () => {
    const query = `{ viewer { kind subject person { id name } roles scopes permissions community { slug } } }`;
    expect(await identity.ask({ kind: 'ANONYMOUS' }, query)).toEqual({ viewer: null });
    expect(await identity.ask({ ...grove.owner, roles: ['GUEST'] }, query)).toEqual({
      viewer: {
        kind: 'PERSON',
        subject: grove.ownerId,
        person: { id: grove.ownerId, name: 'Owner of grove' },
        roles: ['GUEST'],
        scopes: null,
        permissions: ['community:read', 'models:read'],
        community: { slug: 'grove' },
      },
    });
    const service: Principal = {
      kind: 'SERVICE',
      sub: 'key_1',
      community: grove.id,
      roles: ['DEVELOPER'],
      scopes: ['jobs:submit'],
    };
    expect(await identity.ask(service, query)).toEqual({
      viewer: {
        kind: 'SERVICE',
        subject: 'key_1',
        person: null,
        roles: ['DEVELOPER'],
        scopes: ['jobs:submit'],
        permissions: ['jobs:submit'],
        community: null,
      },
    });
  });
});
