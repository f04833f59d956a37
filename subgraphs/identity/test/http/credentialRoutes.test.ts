import { randomBytes } from 'node:crypto';
import { newId, passportHeader } from '@ai-collective/contracts';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatApiKey, parseCredential } from '../../src/rules/credentialFormat.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const createKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret } }`;

describe('POST /credentials/resolve', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());

  async function newKey(input: object): Promise<{ id: string; secret: string }> {
    const whole = { name: 'test', roles: ['DEVELOPER'], ...input };
    const { createApiKey } = await identity.ask<{ createApiKey: { apiKey: { id: string }; secret: string } }>(
      grove.owner,
      createKey,
      { input: whole },
    );
    return { id: createApiKey.apiKey.id, secret: createApiKey.secret };
  }

  describe('asks for a passport', () => {
    const question = { questions: [{ credential: 'anything', community: null }] };

    it('and refuses to answer without one', async () => {
      const response = await identity.post('/credentials/resolve', question);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'PASSPORT_REQUIRED' });
    });

    it.each<Principal>([
      { kind: 'PERSON', roles: ['OWNER'] },
      { kind: 'SERVICE', roles: ['OWNER'] },
      { kind: 'ANONYMOUS' },
    ])("and refuses one that is not the gateway's own: $kind", async (principal) => {
      const headers = { [passportHeader]: await identity.passport(principal) };
      const response = await identity.post('/credentials/resolve', question, headers);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'GATEWAY_ONLY' });
    });

    it('and refuses one for another subgraph, or signed by somebody else', async () => {
      const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
      for (const passport of [
        await identity.passport({ kind: 'GATEWAY', aud: 'compute' }),
        await identity.passport({ kind: 'GATEWAY' }, privateKey),
      ]) {
        const response = await identity.post('/credentials/resolve', question, {
          [passportHeader]: passport,
        });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ code: 'PASSPORT_INVALID' });
      }
    });

    it.each([
      { questions: [{ credential: 7, community: null }] },
      { questions: [] },
      { questions: Array.from({ length: 65 }, () => ({ credential: 'x', community: null })) },
      { credential: 'x', community: null },
    ])('and refuses a body without questions, or with too many', async (body) => {
      const headers = { [passportHeader]: await identity.passport({ kind: 'GATEWAY' }) };
      const response = await identity.post('/credentials/resolve', body, headers);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST' });
    });
  });

  it('answers each of several questions in its place', async () => {
    const { id, secret } = await newKey({});
    const answers = await identity.resolveAll([
      { credential: 'words', community: null },
      { credential: secret, community: null },
      { credential: secret, community: 'meadow' },
      { credential: grove.apiKey, community: null },
    ]);
    expect(answers).toMatchObject([
      { refusal: { status: 401, code: 'UNAUTHENTICATED' } },
      { principal: { sub: id } },
      { refusal: { status: 403, code: 'COMMUNITY_FORBIDDEN' } },
      { principal: { community: grove.id } },
    ]);
  });

  describe('given an API key', () => {
    it('answers whose it is, in its own community', async () => {
      const { id, secret } = await newKey({ scopes: ['jobs:submit'] });
      const expected = {
        sub: id,
        kind: 'SERVICE',
        community: grove.id,
        ancestors: [],
        roles: ['DEVELOPER'],
        grants: [],
        scopes: ['jobs:submit'],
        expiresAt: null,
      };
      for (const community of [null, grove.id, grove.slug])
        expect(await identity.resolve(secret, community)).toEqual({ status: 200, body: expected });
    });

    it.each(['meadow', 'nowhere', ''])('refuses it in the community %j', async (community) => {
      const answer = await identity.resolve(grove.apiKey, community);
      expect(answer).toMatchObject({ status: 403, body: { code: 'COMMUNITY_FORBIDDEN' } });
    });

    it('refuses a wrong secret, an unknown key and words alike', async () => {
      const parsed = parseCredential(grove.apiKey);
      const keyId = parsed.kind === 'API_KEY' ? parsed.keyId : '';
      const wrong = formatApiKey(keyId, randomBytes(32).toString('base64url'));
      const unknown = formatApiKey(newId('apiKey'), randomBytes(32).toString('base64url'));
      const answers = await Promise.all([wrong, unknown, 'words'].map((text) => identity.resolve(text)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    });

    it('tells of a wrong secret before it tells of another community', async () => {
      const wrong = formatApiKey(newId('apiKey'), randomBytes(32).toString('base64url'));
      expect((await identity.resolve(wrong, meadow.id)).body).toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    it('refuses it once revoked', async () => {
      const { id, secret } = await newKey({});
      await identity.ask(grove.owner, `mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }`, { id });
      expect(await identity.resolve(secret)).toMatchObject({
        status: 401,
        body: { code: 'API_KEY_REVOKED' },
      });
    });

    it('refuses it once expired, and says until when it is good before that', async () => {
      const expiresAt = new Date(identity.services.clock().getTime() + 3_600_000);
      const { secret } = await newKey({ expiresAt: expiresAt.toISOString() });
      expect((await identity.resolve(secret)).body).toMatchObject({
        expiresAt: Math.floor(expiresAt.getTime() / 1000),
      });
      identity.skip(3_600_000);
      expect(await identity.resolve(secret)).toMatchObject({
        status: 401,
        body: { code: 'API_KEY_EXPIRED' },
      });
    });

    it('accepts both keys during the overlap of a rotation, and the new one afterwards', async () => {
      const old = await newKey({});
      const { rotateApiKey } = await identity.ask<{ rotateApiKey: { secret: string } }>(
        grove.owner,
        `mutation ($id: ID!) { rotateApiKey(input: { id: $id, overlapSeconds: 60 }) { secret } }`,
        { id: old.id },
      );
      const statuses = async (): Promise<number[]> => [
        (await identity.resolve(old.secret)).status,
        (await identity.resolve(rotateApiKey.secret)).status,
      ];
      expect(await statuses()).toEqual([200, 200]);
      identity.skip(60_000);
      expect(await statuses()).toEqual([401, 200]);
    });

    it('remembers when it was last used', async () => {
      const { id, secret } = await newKey({});
      const lastUsed = async () => {
        const { apiKeys } = await identity.ask<{ apiKeys: { id: string; lastUsedAt: string | null }[] }>(
          grove.owner,
          `{ apiKeys { id lastUsedAt } }`,
        );
        return apiKeys.find((key) => key.id === id)?.lastUsedAt;
      };
      expect(await lastUsed()).toBeNull();
      await identity.resolve(secret);
      expect(await lastUsed()).not.toBeNull();
    });
  });
});
