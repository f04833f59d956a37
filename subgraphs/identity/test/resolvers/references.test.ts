import { randomBytes } from 'node:crypto';
import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const entitiesQuery = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Community { slug }
    ... on Person { name }
    ... on Device { name }
    ... on ApiKey { name }
  }
}`;

describe('references from other subgraphs', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;
  let representations: readonly { readonly __typename: string; readonly id: string }[];

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
    const input = {
      fleetId: await identity.fleet(grove.id),
      name: 'laptop',
      publicKey: randomBytes(32).toString('base64url'),
    };
    const { enrollDevice } = await identity.ask<{ enrollDevice: { id: string } }>(
      grove.owner,
      `mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }`,
      { input },
    );
    representations = [
      { __typename: 'Community', id: grove.id },
      { __typename: 'Person', id: grove.ownerId },
      { __typename: 'Device', id: enrollDevice.id },
      { __typename: 'ApiKey', id: `key_${grove.apiKey.slice(4, 30)}` },
    ];
  });
  afterAll(() => identity.close());

  async function seenBy(principal: Principal, asked = representations): Promise<unknown> {
    return (await identity.ask<{ _entities: unknown }>(principal, entitiesQuery, { representations: asked }))
      ._entities;
  }

  it('find what the caller may see', async () => {
    expect(await seenBy(grove.owner)).toEqual([
      { slug: 'grove' },
      { name: 'Owner of grove' },
      { name: 'laptop' },
      { name: 'bootstrap' },
    ]);
  });

  it.each<[string, (own: TestCommunity, other: TestCommunity) => Principal]>([
    ['members of another community', (_own, other) => other.owner],
    ['those who have not signed in', () => ({ kind: 'ANONYMOUS', sub: '' })],
    [
      'a service whose scopes do not allow it',
      ({ id }) => ({ kind: 'SERVICE', community: id, roles: ['ADMIN'], scopes: ['jobs:read'] }),
    ],
  ])('find nothing for %s', async (_name, principal) => {
    expect(await seenBy(principal(grove, meadow))).toEqual([null, null, null, null]);
  });

  it('show a guest the community only', async () => {
    const guest: Principal = { kind: 'SERVICE', community: grove.id, roles: ['GUEST'] };
    expect(await seenBy(guest)).toEqual([{ slug: 'grove' }, null, null, null]);
  });

  it('answer each in its place, repeated and unknown ones too', async () => {
    const person = { __typename: 'Person', id: grove.ownerId };
    const unknown = { __typename: 'Person', id: newId('person') };
    const name = 'Owner of grove';
    expect(await seenBy(grove.owner, [person, unknown, person])).toEqual([{ name }, null, { name }]);
  });
});
