import { readFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { passportHeader, passportIssuer, subgraphNames } from '@ai-collective/contracts';
import { importJWK, SignJWT, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api, Operation } from '../system/Api.js';
import { submission } from '../system/jobs.js';
import { readWelcome, reading, welcomePicture, welcomeText } from '../system/pictures.js';
import { eventually } from '../system/eventually.js';
import { codeOf, ownersLink, secondCommunity } from '../system/signIn.js';
import { TestSystem } from '../system/TestSystem.js';
import { createUpload, storeBytes } from '../system/uploads.js';

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

describe('a key of another community', () => {
  const ownSchema = z.object({
    defaultFleet: z.object({ id: z.string() }),
    jobs: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })).min(1) }),
    devices: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })).min(1) }),
    blobs: z.object({
      edges: z.array(z.object({ node: z.object({ cid: z.string(), downloadUrl: z.string() }) })).min(1),
    }),
    model: z.object({ newestVersion: z.object({ id: z.string() }) }),
  });

  /** What the first community has, by its own key. */
  async function belongings() {
    const own = await system.api.ask(ownSchema, {
      query: `{
        defaultFleet { id } jobs(first: 1) { edges { node { id } } } devices(first: 1) { edges { node { id } } }
        blobs(first: 1) { edges { node { cid downloadUrl } } } model(slug: "ocr") { newestVersion { id } }
      }`,
    });
    return {
      fleetId: own.defaultFleet.id,
      jobId: own.jobs.edges[0]?.node.id ?? '',
      deviceId: own.devices.edges[0]?.node.id ?? '',
      blob: own.blobs.edges[0]?.node ?? { cid: '', downloadUrl: '' },
      modelVersionId: own.model.newestVersion.id,
    };
  }

  async function refusedTo(operation: Operation): Promise<string> {
    return (await stranger.refusal(operation)).code;
  }

  test('sees an empty community', async () => {
    const empty = { edges: [] };
    const seen = await stranger.ask(z.unknown(), {
      query: `{
        viewer { community { slug } } fleets { id } defaultFleet { id } model(slug: "ocr") { id }
        jobs { edges { cursor } } models { edges { cursor } } blobs { edges { cursor } }
        devices { edges { cursor } }
      }`,
    });
    expect(seen).toEqual({
      viewer: { community: { slug: 'strangers' } },
      fleets: [],
      defaultFleet: null,
      model: null,
      jobs: empty,
      models: empty,
      blobs: empty,
      devices: empty,
    });
  });

  test('cannot read what it knows the id of', async () => {
    const { jobId, blob } = await belongings();
    const query = 'query Job($id: ID!) { job(id: $id) { id tasks { edges { node { output } } } } }';
    expect(await refusedTo({ query, variables: { id: jobId } })).toBe('JOB_NOT_FOUND');
    expect(
      await stranger.ask(z.unknown(), {
        query: 'query Blob($cid: ID!) { blob(cid: $cid) { cid bytes } }',
        variables: { cid: blob.cid },
      }),
    ).toEqual({ blob: null });
  });

  test('cannot follow a job it knows the id of', async () => {
    const { jobId } = await belongings();
    const response = await fetch(`${stranger.connection.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${stranger.connection.credential ?? ''}`,
      },
      body: JSON.stringify({
        query: 'subscription Watch($id: ID!) { jobProgress(jobId: $id) { state } }',
        variables: { id: jobId },
      }),
    });
    const text = await response.text();
    refusals.push(text);
    expect(text).toContain('"JOB_NOT_FOUND"');
    expect(text).not.toContain('"state"');
  });

  test('cannot use or change what it knows the id of', async () => {
    const { jobId, blob, deviceId, fleetId, modelVersionId } = await belongings();
    const inputs = [{ name: 'image', blob: blob.cid }];
    const id = { id: jobId };
    const cancel = 'mutation Cancel($id: ID!) { cancelJob(jobId: $id) { id } }';
    const revoke = 'mutation Revoke($id: ID!) { revokeDevice(id: $id) { id } }';
    const remove = 'mutation Delete($cid: ID!) { deleteBlob(cid: $cid) { cid } }';
    expect(await refusedTo(submission({ modelVersionId, items: [{ inputs }] }))).toBe(
      'MODEL_VERSION_NOT_FOUND',
    );
    expect(await refusedTo(submission({ modelVersionId, fleetId, items: [{ inputs }] }))).toBe(
      'MODEL_VERSION_NOT_FOUND',
    );
    expect(await refusedTo(reading(blob.cid))).toBe('MODEL_NOT_FOUND');
    expect(await refusedTo({ query: cancel, variables: id })).toBe('JOB_NOT_FOUND');
    expect(await refusedTo({ query: revoke, variables: { id: deviceId } })).toBe('DEVICE_NOT_FOUND');
    expect(await refusedTo({ query: remove, variables: { cid: blob.cid } })).toBe('BLOB_NOT_FOUND');
    expect(await belongings()).toMatchObject({ jobId, blob: { cid: blob.cid }, deviceId });
  });

  test('cannot act in the other community by naming it', async () => {
    for (const community of ['home', 'strangers-of-strangers']) {
      const { credential } = stranger.connection;
      const refusal = await stranger.as({ credential, community }).refusal({ query: '{ viewer { kind } }' });
      expect(['COMMUNITY_FORBIDDEN', 'COMMUNITY_NOT_FOUND']).toContain(refusal.code);
    }
  });

  test('cannot turn a capability for its own blobs to the blobs of others', async () => {
    const { blob } = await belongings();
    const cid = await storeBytes(stranger, Buffer.from("the strangers' own"));
    const { blob: own } = await stranger.ask(z.object({ blob: z.object({ downloadUrl: z.string() }) }), {
      query: 'query Blob($cid: ID!) { blob(cid: $cid) { downloadUrl } }',
      variables: { cid },
    });
    const url = new URL(blob.downloadUrl);
    const capability = new URL(own.downloadUrl).searchParams.get('capability') ?? '';
    url.searchParams.set('capability', capability);
    const response = await fetch(url);
    const text = await response.text();
    refusals.push(text);
    expect([response.status, JSON.parse(text)]).toMatchObject([403, { code: 'CAPABILITY_MISMATCH' }]);
    const changed = `${capability.slice(0, -2)}AA`;
    url.searchParams.set('capability', changed);
    const forged = await fetch(url);
    expect([forged.status, await forged.json()]).toMatchObject([403, { code: 'CAPABILITY_FORGED' }]);
  });
});

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
