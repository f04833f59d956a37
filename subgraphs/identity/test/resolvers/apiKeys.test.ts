import { topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretDigest } from '../../src/rules/secretDigest.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const create = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { apiKey { id name roles scopes expiresAt revokedAt } secret }
}`;
const rotate = `mutation ($id: ID!) { rotateApiKey(input: { id: $id }) { apiKey { id name roles scopes } secret } }`;
const revoke = `mutation ($id: ID!) { revokeApiKey(id: $id) { id revokedAt } }`;

interface NewKey {
  readonly apiKey: { readonly id: string };
  readonly secret: string;
}

describe('API keys', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());

  async function newKey(input: object = {}): Promise<NewKey> {
    const whole = { name: 'robot', roles: ['DEVELOPER'], ...input };
    return (await identity.ask<{ createApiKey: NewKey }>(grove.owner, create, { input: whole })).createApiKey;
  }

  it('show their secret once and keep only its digest', async () => {
    const { apiKey, secret } = await newKey();
    expect(secret).toMatch(new RegExp(`^aic_${apiKey.id.slice(4)}_[\\w-]{43}$`));
    const [row] = await identity.database.withTenant(grove.id, (em) =>
      em.execute<object[]>('select * from api_key where id = ?', [apiKey.id]),
    );
    expect(row).toMatchObject({ secret_digest: secretDigest(secret.slice(-43)) });
    const kept = JSON.stringify([row, await identity.outbox(topics.audit)]);
    expect(kept).not.toContain(secret.slice(-43));
  });

  it.each<[string, Principal, object]>([
    ['an admin makes no owner', { roles: ['ADMIN'] }, { roles: ['OWNER'] }],
    [
      'a key that may manage keys and read jobs gives no more',
      { kind: 'SERVICE', roles: ['ADMIN'], scopes: ['keys:manage', 'jobs:read'] },
      { roles: ['DEVELOPER'] },
    ],
    ['an operator makes none at all', { roles: ['OPERATOR'] }, { roles: ['GUEST'] }],
  ])('can do no more than their creator: %s', async (_name, principal, wanted) => {
    const { codes } = await identity.query({ community: grove.id, ...principal }, create, {
      input: { name: 'climber', ...wanted },
    });
    expect(codes).toEqual(['FORBIDDEN']);
  });

  it('can do less than their creator', async () => {
    const key: Principal = {
      kind: 'SERVICE',
      community: grove.id,
      roles: ['ADMIN'],
      scopes: ['keys:manage', 'jobs:read'],
    };
    const input = { name: 'reader', roles: ['ADMIN'], scopes: ['jobs:read'] };
    expect((await identity.query(key, create, { input })).codes).toEqual([]);
  });

  it.each<[string, object]>([
    ['an unknown scope', { scopes: ['jobs:eat'] }],
    ['no scopes but an empty list', { scopes: [] }],
    ['an expiry in the past', { expiresAt: '2001-01-01T00:00:00Z' }],
    ['no name', { name: '' }],
  ])('are refused with %s', async (_name, changes) => {
    const input = { name: 'robot', roles: ['DEVELOPER'], ...changes };
    expect((await identity.query(grove.owner, create, { input })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are unknown to another community', async () => {
    const { apiKey } = await newKey();
    for (const mutation of [rotate, revoke]) {
      const { codes } = await identity.query(meadow.owner, mutation, { id: apiKey.id });
      expect(codes).toEqual(['API_KEY_NOT_FOUND']);
    }
    const { apiKeys } = await identity.ask<{ apiKeys: { id: string }[] }>(meadow.owner, `{ apiKeys { id } }`);
    expect(apiKeys.map(({ id }) => id)).not.toContain(apiKey.id);
    expect(apiKeys).toHaveLength(1);
  });

  it('are rotated into one with the same roles and scopes', async () => {
    const { apiKey } = await newKey({ scopes: ['jobs:submit'] });
    const { rotateApiKey } = await identity.ask<{ rotateApiKey: NewKey }>(grove.owner, rotate, {
      id: apiKey.id,
    });
    expect(rotateApiKey.apiKey).toMatchObject({
      name: 'robot',
      roles: ['DEVELOPER'],
      scopes: ['jobs:submit'],
    });
    expect(rotateApiKey.apiKey.id).not.toBe(apiKey.id);
  });

  it('that are more than the caller holds are neither rotated nor revoked', async () => {
    const { apiKey } = await newKey({ roles: ['OWNER'] });
    const admin: Principal = { community: grove.id, roles: ['ADMIN'] };
    for (const mutation of [rotate, revoke])
      expect((await identity.query(admin, mutation, { id: apiKey.id })).codes).toEqual(['FORBIDDEN']);
  });

  it('stay revoked, and are not rotated any more', async () => {
    const { apiKey } = await newKey();
    const first = await identity.ask(grove.owner, revoke, { id: apiKey.id });
    identity.skip(1_000);
    expect(await identity.ask(grove.owner, revoke, { id: apiKey.id })).toEqual(first);
    expect((await identity.query(grove.owner, rotate, { id: apiKey.id })).codes).toEqual(['API_KEY_ENDED']);
  });
});
