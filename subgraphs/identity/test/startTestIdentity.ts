import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import {
  credentialAnswerSchema,
  newId,
  passportHeader,
  type CredentialAnswer,
  type CredentialQuestion,
  type FleetEnrollment,
  type PassportClaims,
} from '@ai-collective/contracts';
import {
  createAuthorizer,
  createLogger,
  fixedSigningKeys,
  type Database,
  type SigningKeys,
} from '@ai-collective/platform';
import { createTestDatabase, TestPolicies } from '@ai-collective/platform/testing';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { z } from 'zod';
import { createServices } from '../src/createServices.js';
import { bootstrap } from '../src/operations/bootstrap.js';
import { findCommunityId } from '../src/operations/findCommunityId.js';
import { keepFleets } from '../src/operations/keepFleets.js';
import { newSecret } from '../src/operations/newSecret.js';
import { ownersOf } from '../src/operations/ownersOf.js';
import type { Services } from '../src/operations/Services.js';
import { formatApiKey } from '../src/rules/credentialFormat.js';
import { serveIdentity } from '../src/serveIdentity.js';
import { openIdentityDatabase } from '../src/startIdentity.js';
import { accessTokenSeconds } from '../src/tokens/accessTokens.js';

export type Principal = Partial<PassportClaims>;

export interface GraphqlAnswer {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  readonly codes: readonly string[];
}

/** A community with its owner and the owner's passport. */
export interface TestCommunity {
  readonly id: string;
  readonly slug: string;
  readonly ownerId: string;
  readonly apiKey: string;
  readonly owner: Principal;
}

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});

const answersSchema = z.object({ answers: z.array(credentialAnswerSchema) });

interface TestParts {
  readonly url: string;
  readonly services: Services;
  readonly policies: TestPolicies;
  readonly ownerUrl: string;
  readonly gatewayKey: CryptoKey;
  readonly time: { skipped: number; fleetVersion: number };
  readonly logLines: readonly string[];
  readonly close: () => Promise<void>;
}

/** Identity on a database of its own, asked over HTTP with passports the test signs. */
export class TestIdentity {
  constructor(private readonly parts: TestParts) {}

  get url(): string {
    return this.parts.url;
  }

  get services(): Services {
    return this.parts.services;
  }

  /** The policies of communities, to be set. */
  get policies(): TestPolicies {
    return this.parts.policies;
  }

  /** URL of the database's owner. */
  get ownerUrl(): string {
    return this.parts.ownerUrl;
  }

  /** Everything logged so far. */
  get logLines(): readonly string[] {
    return this.parts.logLines;
  }

  get database(): Database {
    return this.services.database;
  }

  /** Moves identity's clock forward. Passports go by the real one. */
  skip(milliseconds: number): void {
    this.parts.time.skipped += milliseconds;
  }

  passport(principal: Principal, key: CryptoKey = this.parts.gatewayKey): Promise<string> {
    const { kind = 'PERSON', sub = newId('person'), community = '', roles = [], scopes = null } = principal;
    const { session, ancestors = [], grants = [] } = principal;
    const held = { roles, grants, scopes };
    return new SignJWT({ kind, community, ancestors, ...held, policyVersion: 0, ...(session && { session }) })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer('aic-gateway')
      .setAudience(principal.aud ?? 'identity')
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(key);
  }

  async query(principal: Principal, query: string, variables: object = {}): Promise<GraphqlAnswer> {
    const headers = { [passportHeader]: await this.passport(principal) };
    const response = await this.post('/graphql', { query, variables }, headers);
    const { data, errors = [] } = answerSchema.parse(await response.json());
    return {
      status: response.status,
      data: data ?? null,
      codes: errors.map(({ extensions }) => extensions.code),
    };
  }

  /** The answer's data; fails the test when there are errors. */
  async ask<Data>(principal: Principal, query: string, variables: object = {}): Promise<Data> {
    const { data, codes } = await this.query(principal, query, variables);
    if (codes.length > 0) throw new Error(`the query failed: ${codes.join(', ')}`);
    return data as Data;
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** The answer to one question, as if it were a response of its own. */
  async resolve(
    credential: string,
    community: string | null = null,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const [answer] = await this.resolveAll([{ credential, community }]);
    if (answer === undefined) throw new Error('there is no answer');
    if ('principal' in answer) return { status: 200, body: answer.principal };
    const { status, ...body } = answer.refusal;
    return { status, body };
  }

  async resolveAll(questions: readonly CredentialQuestion[]): Promise<readonly CredentialAnswer[]> {
    const passport = await this.passport({ kind: 'GATEWAY', sub: 'gateway' });
    const response = await this.post('/credentials/resolve', { questions }, { [passportHeader]: passport });
    return answersSchema.parse(await response.json()).answers;
  }

  /** What waits in the outbox for a topic, oldest first. */
  outbox(topic: string): Promise<readonly { key: string; value: Record<string, unknown> }[]> {
    return this.database.withoutTenant((em) =>
      em.execute('select key, value from outbox where topic = ? order by id', [topic]),
    );
  }

  async community(slug: string): Promise<TestCommunity> {
    const apiKey = formatApiKey(newId('apiKey'), randomBytes(32).toString('base64url'));
    const log = createLogger({ service: 'identity', level: 'silent' });
    await bootstrap(this.services, { slug, name: `The ${slug}`, ownerName: `Owner of ${slug}`, apiKey }, log);
    const id = (await this.database.withoutTenant((em) => findCommunityId(em, slug))) ?? '';
    const [ownerId = ''] = await this.database.withTenant(id, (em) => ownersOf(em, id));
    return {
      id,
      slug,
      apiKey,
      ownerId,
      owner: { kind: 'PERSON', sub: ownerId, community: id, roles: ['OWNER'] },
    };
  }

  /** A fleet of a community, as if compute had just announced it, or changed it: by those who manage devices unless said. */
  async fleet(
    communityId: string,
    enrollment: Partial<FleetEnrollment> = {},
    fleetId = newId('fleet'),
  ): Promise<string> {
    const version = (this.parts.time.fleetVersion += 1);
    const bounds = {
      policy: 'APPROVAL',
      maxDevices: 1_000,
      maxDevicesPerOwner: 1_000,
      ...enrollment,
    } as const;
    await keepFleets(this.database, [{ fleetId, communityId, enrollment: bounds, version }]);
    return fleetId;
  }

  close(): Promise<void> {
    return this.parts.close();
  }
}

interface TestIdentityOptions {
  readonly authorizing?: typeof createAuthorizer;
  readonly level?: Parameters<typeof createLogger>[0]['level'];
}

/** Starts identity without Kafka: what it would send stays in its outbox. */
export async function startTestIdentity(
  publicUrl = 'http://127.0.0.1:4000',
  { authorizing = createAuthorizer, level = 'trace' }: TestIdentityOptions = {},
): Promise<TestIdentity> {
  const logLines: string[] = [];
  const log = createLogger({ service: 'identity', level }, collect(logLines));
  const testDatabase = await createTestDatabase();
  const database = await openIdentityDatabase(
    {
      DATABASE_URL: testDatabase.serviceUrl('identity'),
      DATABASE_OWNER_URL: testDatabase.ownerUrl,
      DATABASE_POOL: 10,
    },
    log,
  );
  const time = { skipped: 0, fleetVersion: 0 };
  const policies = new TestPolicies();
  const services = createServices(
    {
      IDENTITY_SEALING_KEY: newSecret(),
      OIDC_ALLOW_LOOPBACK: true,
      PUBLIC_URL: publicUrl,
    },
    { database, authorizer: authorizing(policies), signingKeys: await newSigningKeys() },
    () => new Date(Date.now() + time.skipped),
  );
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwks = JSON.stringify({ keys: [await exportJWK(publicKey)] });
  const server = await serveIdentity({ HOST: '127.0.0.1', PORT: 0, PASSPORT_JWKS: jwks }, services, {
    log,
    readiness: [{ name: 'postgres', check: () => database.ping() }],
  });
  return new TestIdentity({
    url: server.url,
    services,
    policies,
    ownerUrl: testDatabase.ownerUrl,
    gatewayKey: privateKey,
    time,
    logLines,
    close: async () => {
      await server.close();
      await database.close();
      await testDatabase.drop();
    },
  });
}

/** Keys that sign access tokens: one, fresh unless it is given. */
export async function newSigningKeys(jwk?: object): Promise<SigningKeys> {
  return fixedSigningKeys(JSON.stringify(jwk ?? (await newSigningJwk())), {
    option: 'IDENTITY_SIGNING_JWK',
    tokenLifetimeSeconds: accessTokenSeconds,
  });
}

/** A fresh private Ed25519 key. */
export async function newSigningJwk() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(privateKey);
  return { kty: 'OKP' as const, crv: 'Ed25519' as const, x, d };
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
}
