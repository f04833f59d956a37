import {
  auditRecordSchema,
  topics,
  type AuditRecord,
  type BuiltInRole,
  type NoteSigner,
  type PassportClaims,
} from '@ai-collective/contracts';
import { createAuthorizer, createLogger, type Database, type HttpServer } from '@ai-collective/platform';
import {
  createTestDatabase,
  createTestGateway,
  TestPolicies,
  type GraphqlAnswer,
  type TestDatabase,
  type TestGateway,
} from '@ai-collective/platform/testing';
import { appendAudit } from '../src/operations/appendAudit.js';
import { keyFromSeed } from '../src/operations/audit/keyFromSeed.js';
import { keepMembersOf } from '../src/operations/keepMembersOf.js';
import { OpenVotes } from '../src/operations/proposals/OpenVotes.js';
import type { Caller, Services } from '../src/operations/Services.js';
import { openGovernanceDatabase, serveGovernance } from '../src/startGovernance.js';

export const silentLogger = createLogger({ service: 'test', level: 'silent' });

/** When everything happens, for the operations' clock. */
export const testTime = new Date('2026-03-01T12:00:00.000Z');

/** Signs logs in tests. */
export const testSigner: NoteSigner = {
  name: 'test.example',
  privateKey: keyFromSeed(Buffer.alloc(32, 7).toString('base64url')),
};

/** One message in governance's outbox. */
interface OutboxRow {
  readonly topic: string;
  readonly key: string;
  readonly value: unknown;
}

/** Governance over a database of its own, without Kafka. */
export interface TestGovernance {
  readonly server: TestDatabase;
  readonly database: Database;
  readonly services: Services;
  /** The policies of communities, to be set. */
  readonly policies: TestPolicies;
  /** What the database's clock says, milliseconds since the epoch: to be moved. */
  readonly clock: { now: number };
  /** Makes people members, with a role: as identity would. */
  join(community: string, people: readonly string[], roles?: readonly BuiltInRole[]): Promise<void>;
  /** Another replica of governance, on the same database. */
  replica(): Services;
  /** Appends records to their communities' logs. */
  append(records: readonly AuditRecord[]): Promise<void>;
  /** What waits to be sent, oldest first. */
  outbox(topic: string): Promise<readonly OutboxRow[]>;
  /** The audit records that wait to be sent. */
  audited(): Promise<readonly AuditRecord[]>;
  /** Runs statements as the owner: a superuser, whom neither roles nor row-level security stop. */
  asOwner(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openTestGovernance(
  authorizing: typeof createAuthorizer = createAuthorizer,
): Promise<TestGovernance> {
  const server = await createTestDatabase();
  const database = await openGovernanceDatabase(
    { DATABASE_URL: server.serviceUrl('governance'), DATABASE_OWNER_URL: server.ownerUrl, DATABASE_POOL: 12 },
    silentLogger,
  );
  const policies = new TestPolicies();
  const outbox = (topic: string) =>
    database.withoutTenant((em) =>
      em.execute<OutboxRow[]>('select topic, key, value from outbox where topic = ? order by id', [topic]),
    );
  const clock = { now: testTime.getTime() };
  const replica = (): Services => ({
    ...{ ...authorizing(policies), policies, database, votes: new OpenVotes() },
    time: () => Promise.resolve(clock.now),
    signer: testSigner,
  });
  const services = replica();
  return {
    server,
    database,
    policies,
    services,
    clock,
    replica,
    join: (communityId, people, roles = ['MEMBER']) =>
      keepMembersOf(
        database,
        people.map((personId) => ({
          membershipId: `mem_${personId}`,
          communityId,
          personId,
          roles,
          version: 1,
        })),
      ),
    append: (records) => appendAudit(services, records),
    outbox,
    audited: async () => (await outbox(topics.audit)).map(({ value }) => auditRecordSchema.parse(value)),
    asOwner: (...statements) => server.asOwner('governance', ...statements),
    close: async () => {
      await database.close();
      await server.drop();
    },
  };
}

/** Somebody with a role in a community. */
export function callerOf(claims: Partial<PassportClaims> = {}): Caller {
  return {
    passport: {
      iss: 'aic-gateway',
      aud: 'governance',
      sub: 'per_alice',
      kind: 'PERSON',
      community: 'com_one',
      ancestors: [],
      roles: ['OWNER'],
      grants: [],
      scopes: null,
      policyVersion: 0,
      iat: 0,
      exp: 60,
      ...claims,
    },
    trace: { traceId: 'a'.repeat(32), traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  };
}

/** An audit record like those other services send. */
export function auditRecord(id: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id,
    at: '2026-01-01T00:00:00.000Z',
    service: 'compute',
    communityId: 'com_one',
    actor: { subject: 'per_bob', kind: 'PERSON' },
    action: 'jobs:submit',
    resource: { type: 'Job', id: 'job_1' },
    outcome: 'ALLOWED',
    policyVersion: 0,
    details: {},
    traceId: null,
    ...more,
  };
}

/** Governance's GraphQL over HTTP, asked with signed passports. */
export interface TestGovernanceServer extends TestGovernance {
  readonly http: HttpServer;
  readonly gateway: TestGateway;
  /** Asks as somebody of `com_one`. */
  ask(
    query: string,
    as?: Partial<PassportClaims>,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlAnswer>;
}

export async function serveTestGovernance(
  authorizing?: typeof createAuthorizer,
): Promise<TestGovernanceServer> {
  const [governance, gateway] = await Promise.all([
    openTestGovernance(authorizing),
    createTestGateway('governance'),
  ]);
  const http = await serveGovernance(
    { HOST: '127.0.0.1', PORT: 0, PASSPORT_JWKS: gateway.jwks },
    governance.services,
    { log: silentLogger, readiness: [] },
  );
  return {
    ...governance,
    http,
    gateway,
    ask: (query, as = {}, variables = {}) =>
      gateway.ask({ url: http.url, query, variables, as: { community: 'com_one', ...as } }),
    close: async () => {
      await http.close();
      await governance.close();
    },
  };
}
