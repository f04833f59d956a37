import { readFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { passportHeader, passportIssuer, subgraphNames } from '@ai-collective/contracts';
import { importJWK, SignJWT, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../system/Api.js';
import { readWelcome, welcomePicture, welcomeText } from '../system/pictures.js';
import { eventually } from '../system/eventually.js';
import { codeOf, ownersLink, secondCommunity } from '../system/signIn.js';
import { TestSystem } from '../system/TestSystem.js';
import { createUpload } from '../system/uploads.js';
import { describeForeignKey } from './boundaries/describeForeignKey.js';

let system: TestSystem;
let stranger: Api;
/** Whatever must never be seen in a log or an error, by what it is. */
const secrets = new Map<string, string>();
/** Bodies of refusals that no GraphQL client got. */
const refusals: string[] = [];

beforeAll(async () => {
  system = await TestSystem.start();
  expect(await readWelcome(system.api)).toContain(welcomeText);
  stranger = await secondCommunity(system.api, 'strangers');
  secrets.set("the stranger's API key", stranger.connection.credential ?? '');
}, 180_000);

afterAll(() => system.end(), 60_000);

describe.each(subgraphNames)('%s, called without the gateway,', (subgraph) => {
  const seconds = () => Math.floor(Date.now() / 1_000);

  async function call(passport?: string) {
    const response = await fetch(`http://127.0.0.1:${system.ports[subgraph]}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${system.api.connection.credential ?? ''}`,
        ...(passport !== undefined && { [passportHeader]: passport }),
      },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    const body = await response.text();
    refusals.push(body);
    const { errors, data } = z
      .object({
        data: z.unknown().optional(),
        errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).default([]),
      })
      .parse(JSON.parse(body));
    return { status: response.status, code: errors[0]?.extensions.code, data: data ?? null };
  }

  async function passport(key: JWK, times: { readonly iat: number; readonly exp: number }): Promise<string> {
    const token = await new SignJWT({
      iss: passportIssuer,
      aud: subgraph,
      sub: 'per_intruder',
      kind: 'GATEWAY',
      community: '',
      roles: ['OWNER'],
      scopes: null,
      policyVersion: 0,
      ...times,
    })
      .setProtectedHeader({ alg: 'EdDSA', ...(key.kid !== undefined && { kid: key.kid }) })
      .sign(await importJWK(key, 'EdDSA'));
    secrets.set(`a passport for ${subgraph}`, token);
    return token;
  }

  async function gatewaysKey(): Promise<JWK> {
    return (await system.secrets()).passportPrivateJwk;
  }

  test('refuses a request with an API key but no passport', async () => {
    expect(await call()).toEqual({ status: 401, code: 'PASSPORT_REQUIRED', data: null });
  });

  test('refuses an expired passport', async () => {
    const expired = await passport(await gatewaysKey(), { iat: seconds() - 90, exp: seconds() - 30 });
    expect(await call(expired)).toEqual({ status: 401, code: 'PASSPORT_INVALID', data: null });
  });

  test('refuses a passport that lives longer than a passport may', async () => {
    const lasting = await passport(await gatewaysKey(), { iat: seconds() - 90, exp: seconds() + 3_600 });
    expect(await call(lasting)).toEqual({ status: 401, code: 'PASSPORT_INVALID', data: null });
  });

  test('refuses a passport signed by somebody else', async () => {
    const { kid } = await gatewaysKey();
    const own = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK;
    const forged = await passport(
      { ...own, ...(kid !== undefined && { kid }) },
      { iat: seconds(), exp: seconds() + 60 },
    );
    expect(await call(forged)).toEqual({ status: 401, code: 'PASSPORT_INVALID', data: null });
  });

  test('accepts a passport of the gateway, so that the refusals above mean something', async () => {
    const valid = await passport(await gatewaysKey(), { iat: seconds(), exp: seconds() + 60 });
    expect(await call(valid)).toMatchObject({ status: 200, code: undefined });
  });
});

describeForeignKey({ system: () => system, stranger: () => stranger, refusals });

describe('what the gateway lets through', () => {
  const auditSchema = z.object({
    auditRecords: z.object({
      edges: z.array(
        z.object({ node: z.object({ subject: z.string(), outcome: z.string(), body: z.string() }) }),
      ),
    }),
  });

  test('is, for somebody who has not signed in, the schema and who they are: nobody', async () => {
    const answer = await system.api
      .as({})
      .ask(z.unknown(), { query: '{ viewer { kind } __schema { queryType { name } } }' });
    expect(answer).toEqual({ viewer: null, __schema: { queryType: { name: 'Query' } } });
    expect(await system.api.as({}).refusal({ query: '{ viewer { kind } apiKeys { id } }' })).toMatchObject({
      code: 'UNAUTHORIZED_FIELD',
      details: { reason: 'UNAUTHENTICATED', coordinates: ['Query.apiKeys'] },
    });
  });

  test('is not what a key lacks the permission for, and the community can read that it was asked', async () => {
    const created = z.object({
      createApiKey: z.object({ secret: z.string(), apiKey: z.object({ id: z.string() }) }),
    });
    const { createApiKey } = await stranger.ask(created, {
      query:
        'mutation Key($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
      variables: { input: { name: 'narrow', roles: ['OWNER'], scopes: ['jobs:read'] } },
    });
    secrets.set('a narrow API key', createApiKey.secret);
    const narrow = stranger.as({ credential: createApiKey.secret });
    expect(await narrow.refusal({ query: '{ jobs { edges { cursor } } apiKeys { id } }' })).toMatchObject({
      code: 'UNAUTHORIZED_FIELD',
      details: { reason: 'FORBIDDEN', coordinates: ['Query.apiKeys'] },
    });
    const record = await eventually('the denial is in the audit log', async () => {
      const { auditRecords } = await stranger.ask(auditSchema, {
        query:
          '{ auditRecords(first: 20, action: "fields:ask") { edges { node { subject outcome body } } } }',
      });
      return auditRecords.edges
        .map(({ node }) => node)
        .find(({ subject }) => subject === createApiKey.apiKey.id);
    });
    expect(record).toMatchObject({
      outcome: 'DENIED',
      body: expect.stringContaining('Query.apiKeys') as string,
    });
  });
});

describe('after all of that', () => {
  /** Uses what leaves secrets behind where something is careless: links, codes, upload and download URLs. */
  async function leaveTraces(): Promise<void> {
    const link = await ownersLink(system.api);
    secrets.set('a sign-in code', codeOf(link));
    const redeem = {
      query: 'mutation Redeem($code: String!) { redeemSignInCode(code: $code) { accessToken } }',
      variables: { code: codeOf(link) },
    };
    const { redeemSignInCode } = await system.api
      .as({})
      .ask(z.object({ redeemSignInCode: z.object({ accessToken: z.string() }) }), redeem);
    secrets.set('an access token', redeemSignInCode.accessToken);
    expect(await system.api.as({}).refusal(redeem)).toMatchObject({ code: 'SIGN_IN_CODE_INVALID' });
    const url = await createUpload(system.api, { bytes: 1 });
    secrets.set('an upload capability', new URL(url).searchParams.get('capability') ?? '');
    const response = await fetch(url, { method: 'PUT', body: await readFile(welcomePicture) });
    refusals.push(await response.text());
    expect(response.status).toBe(413);
    const { credential = '' } = system.api.connection;
    const wrong = await system.api
      .as({ credential: `${credential}x` })
      .refusal({ query: '{ viewer { kind } }' });
    expect(wrong).toMatchObject({ status: 401 });
  }

  async function allSecrets(): Promise<ReadonlyMap<string, string>> {
    const kept = await system.secrets();
    return new Map([
      ...secrets,
      ['the API key', kept.apiKey],
      ["the API key's secret half", kept.apiKey.slice(-43)],
      ['the capability secret', kept.capabilitySecret],
      ["PostgreSQL's password", kept.postgresPassword],
      ["the services' password", kept.servicePassword],
      ["the passports' private key", kept.passportPrivateJwk.d],
      ["identity's sealing key", kept.identitySealingKey],
      ["identity's private key", kept.identityPrivateJwk.d],
    ]);
  }

  function found(text: string, known: ReadonlyMap<string, string>): readonly string[] {
    const named = [...known].flatMap(([name, secret]) =>
      secret.length >= 16 && text.includes(secret) ? [name] : [],
    );
    const tokens = /eyJ[\w-]{10,}/.test(text) ? ['a token'] : [];
    const capabilities = /capability=(?!\[secret\])/.test(text) ? ['a capability'] : [];
    return [...named, ...tokens, ...capabilities];
  }

  test('no log and no refusal holds a secret', { timeout: 60_000 }, async () => {
    await leaveTraces();
    await system.restart();
    const known = await allSecrets();
    for (const [name, secret] of known) expect(found(`{"msg":"${secret}"}`, known)).toContain(name);
    const logs = await system.logs();
    expect([...logs.keys()].sort()).toEqual(
      [...subgraphNames, 'agent', 'broker', 'dispatcher', 'gateway', 'postgres']
        .map((name) => `${name}.log`)
        .sort(),
    );
    for (const [name, text] of logs) expect([name, found(text, known)]).toEqual([name, []]);
    expect(system.api.refusals.length).toBeGreaterThan(5);
    for (const text of [...system.api.refusals, ...refusals])
      expect([text, found(text, known)]).toEqual([text, []]);
  });
});
