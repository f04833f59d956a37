import { setTimeout as delay } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../system/Api.js';
import { eventually } from '../system/eventually.js';
import { Load } from '../system/Load.js';
import { ownersLink, signedIn } from '../system/signIn.js';
import { passportsOf, TestKeys } from '../system/signingKeys.js';
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

describe('keys that sign', () => {
  /** How long a removed key may still be accepted: the gateway reads the file every second, subgraphs ask it every five. */
  const removalMs = 8_000;
  const look = { query: '{ viewer { kind } }' };
  const names = z.object({ viewer: z.object({ kind: z.string() }) });
  let keys: TestKeys;

  beforeAll(() => {
    keys = new TestKeys(system);
  });

  /** Somebody nobody has asked for: each gets passports of their own, signed with the key of the moment. */
  async function newcomer(): Promise<Api> {
    const variables = { input: { name: 'load', roles: ['DEVELOPER'] } };
    const { createApiKey } = await system.api.ask(createdSchema, { query: createKey, variables });
    return system.api.as({ credential: createApiKey.secret });
  }

  const owner = async () => signedIn(system.api, await ownersLink(system.api));
  const kidOf = ({ connection }: Api) => decodeProtectedHeader(connection.credential ?? '').kid;

  test('change under load, and no request fails; a subgraph that restarts meanwhile follows', async () => {
    const [former] = await keys.of('identity');
    const before = await owner();
    const across = {
      query: '{ viewer { kind } jobs(first: 1) { edges { node { id } } } policy { version } }',
    };
    const load = new Load([
      ...[system.api, before, system.api, before].map((api) => () => api.ask(names, look)),
      async () => (await newcomer()).ask(z.unknown(), across),
      async () => (await newcomer()).ask(z.unknown(), across),
    ]);
    await keys.rotate(2);
    system.kill('storage');
    const blobs = { query: '{ blobs(first: 1) { edges { node { cid } } } }' };
    await delay(2_500);
    await eventually(
      'storage works with the new key',
      async () => (await newcomer()).ask(z.unknown(), blobs),
      20_000,
    );
    const after = await owner();
    await after.ask(names, look);
    await load.end();
    expect(load.failures).toEqual([]);
    expect(load.done).toBeGreaterThan(50);
    expect(kidOf(before)).toBe(former?.kid);
    expect(kidOf(after)).toBe((await keys.of('identity'))[1]?.kid);
    expect(await before.ask(names, look)).toEqual({ viewer: { kind: 'PERSON' } });
    expect((await system.logs()).get('gateway.log')).not.toMatch(
      /passport is not valid|keys of the gateway/i,
    );
  }, 60_000);

  test(`that were removed are refused by every subgraph within ${removalMs} ms, remembered passports too`, async () => {
    const [former] = await keys.of('passport');
    if (former === undefined) throw new Error('there is no key');
    const passports = await passportsOf(former);
    expect(await keys.askAll(passports)).toEqual([200, 200, 200, 200]);
    await keys.remove(former.kid);
    await eventually(
      'the removed key is refused',
      async () => ((await keys.askAll(passports)).every((status) => status === 401) ? true : undefined),
      removalMs,
    );
    expect(await system.api.ask(names, look)).toEqual({ viewer: { kind: 'SERVICE' } });
  });

  test(`that were removed take their access tokens with them within ${revocationMs} ms`, async () => {
    const person = await owner();
    expect(await person.ask(names, look)).toEqual({ viewer: { kind: 'PERSON' } });
    await keys.remove(kidOf(person) ?? '');
    const refusal = await eventually('they are refused', () => person.refusal(look), revocationMs);
    expect(refusal).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    const again = await owner();
    expect(await again.ask(names, look)).toEqual({ viewer: { kind: 'PERSON' } });
  });
});
