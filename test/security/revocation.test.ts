import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../system/eventually.js';
import { TestSystem } from '../system/TestSystem.js';

/** How long what was revoked may still work, ms. */
const revocationMs = 5_000;

const createKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret } }`;
const createdSchema = z.object({
  createApiKey: z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() }),
});
const revokeKey = 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.start();
}, 180_000);

afterAll(() => system.end(), 60_000);

describe('an API key', () => {
  test(`that has been in use is refused within ${revocationMs} ms after it was revoked`, async () => {
    const variables = { input: { name: 'to be revoked', roles: ['DEVELOPER'] } };
    const { createApiKey } = await system.api.ask(createdSchema, { query: createKey, variables });
    const user = system.api.as({ credential: createApiKey.secret });
    // By now the gateway would have asked again, if it were not told of changes.
    const inUseUntil = performance.now() + revocationMs + 1_000;
    while (performance.now() < inUseUntil) {
      await user.ask(z.unknown(), { query: '{ viewer { kind } }' });
      await delay(100);
    }
    const { id } = createApiKey.apiKey;
    await system.api.ask(z.unknown(), { query: revokeKey, variables: { id } });
    const refusal = await eventually(
      'the key is refused',
      () => user.refusal({ query: '{ viewer { kind } }' }),
      revocationMs,
    );
    expect(refusal).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'API_KEY_REVOKED' } });
  });
});

describe('an invited person', () => {
  const invite = 'mutation { createInvitation(input: { roles: [ADMIN] }) { url } }';
  const found = 'mutation ($input: CreateCommunityInput!) { createCommunity(input: $input) { id } }';
  const setRoles = 'mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { roles } }';

  /** Somebody new, who accepted an invitation in a browser. */
  async function newcomer() {
    const invitedSchema = z.object({ createInvitation: z.object({ url: z.string() }) });
    const { createInvitation } = await system.api.ask(invitedSchema, { query: invite });
    const code = new URL(createInvitation.url).hash.replace('#code=', '');
    const response = await fetch(new URL('/auth/invitations/accept', system.api.connection.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, name: 'Newcomer' }),
    });
    const { person } = z.object({ person: z.object({ id: z.string() }) }).parse(await response.json());
    const [, credential = ''] = /aic_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? [];
    return { personId: person.id, credential };
  }

  test(`acts in the communities inside, and no more within ${revocationMs} ms after their role was taken away`, async () => {
    const { personId, credential } = await newcomer();
    const { viewer } = await system.api.ask(
      z.object({ viewer: z.object({ community: z.object({ id: z.string() }) }) }),
      { query: '{ viewer { community { id } } }' },
    );
    const { createCommunity } = await system.api.ask(
      z.object({ createCommunity: z.object({ id: z.string() }) }),
      {
        query: found,
        variables: { input: { name: 'Inside', slug: 'inside', parentId: viewer.community.id } },
      },
    );
    const inside = system.api.as({ credential, community: createCommunity.id });
    const look = { query: '{ viewer { roles community { slug } } sessions { method current } }' };
    expect(await inside.ask(z.unknown(), look)).toEqual({
      viewer: { roles: ['ADMIN'], community: { slug: 'inside' } },
      sessions: [{ method: 'INVITATION', current: true }],
    });
    await system.api.ask(z.unknown(), {
      query: setRoles,
      variables: { input: { personId, roles: ['MEMBER'] } },
    });
    const refusal = await eventually('they are refused', () => inside.refusal(look), revocationMs);
    expect(refusal).toMatchObject({ code: 'COMMUNITY_FORBIDDEN' });
  });
});
