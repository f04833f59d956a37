import { randomBytes } from 'node:crypto';
import { newId } from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootstrap } from '../../src/operations/bootstrap.js';
import { formatApiKey } from '../../src/rules/credentialFormat.js';
import { startTestIdentity, type TestIdentity } from '../startTestIdentity.js';

const log = createLogger({ service: 'identity', level: 'silent' });
const newApiKey = (): string => formatApiKey(newId('apiKey'), randomBytes(32).toString('base64url'));

describe('bootstrap', () => {
  let identity: TestIdentity;

  beforeAll(async () => {
    identity = await startTestIdentity();
  });
  afterAll(() => identity.close());

  const settings = (slug: string, apiKey?: string) => ({ slug, name: slug, ownerName: 'Owner', apiKey });

  async function counts(community: string) {
    const [row] = await identity.database.withTenant(community, (em) =>
      em.execute<object[]>(
        'select (select count(*)::int from membership) as members, (select count(*)::int from api_key) as keys',
      ),
    );
    return row;
  }

  it('creates what is missing once, even when several processes start at the same time', async () => {
    const apiKey = newApiKey();
    await Promise.all(
      Array.from({ length: 4 }, () => bootstrap(identity.services, settings('crowd', apiKey), log)),
    );
    await bootstrap(identity.services, settings('crowd', apiKey), log);
    const { body } = await identity.resolve(apiKey);
    expect(body).toMatchObject({ kind: 'SERVICE', roles: ['OWNER'], scopes: null });
    expect(await counts(String(body.community))).toEqual({ members: 1, keys: 1 });
  });

  it('can make the sign-in link of the owner with its key', async () => {
    const apiKey = newApiKey();
    await bootstrap(identity.services, settings('fresh', apiKey), log);
    const { body } = await identity.resolve(apiKey);
    const key = {
      kind: 'SERVICE' as const,
      sub: String(body.sub),
      community: String(body.community),
      roles: ['OWNER' as const],
    };
    const { members } = await identity.ask<{ members: { edges: { node: { person: { id: string } } }[] } }>(
      key,
      `{ members { edges { node { person { id } } } } }`,
    );
    const personId = members.edges[0]?.node.person.id;
    const link = `mutation ($personId: ID) { createSignInLink(personId: $personId) { url } }`;
    expect((await identity.query(key, link, { personId })).codes).toEqual([]);
  });

  it('refuses a key that exists with another secret or in another community', async () => {
    const apiKey = newApiKey();
    await bootstrap(identity.services, settings('home', apiKey), log);
    const otherSecret = apiKey.slice(0, -43) + randomBytes(32).toString('base64url');
    for (const [slug, key] of [
      ['home', otherSecret],
      ['away', apiKey],
    ] as const)
      await expect(bootstrap(identity.services, settings(slug, key), log)).rejects.toMatchObject({
        code: 'BOOTSTRAP_KEY_CONFLICT',
      });
  });

  it('does not bring a revoked key back', async () => {
    const { id, apiKey, owner } = await identity.community('revoked');
    const keyId = `key_${apiKey.slice(4, 30)}`;
    await identity.ask(owner, `mutation ($id: ID!) { revokeApiKey(id: $id) { id } }`, { id: keyId });
    await bootstrap(identity.services, settings('revoked', apiKey), log);
    expect((await identity.resolve(apiKey)).body).toMatchObject({ code: 'API_KEY_REVOKED' });
    expect(await counts(id)).toEqual({ members: 1, keys: 1 });
  });
});
