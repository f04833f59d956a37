import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  defaultPolicyParameters,
  mintCapability,
  newId,
  type Capability,
  type CommunityPolicy,
  type PolicyParameters,
} from '@ai-collective/contracts';
import { createAuthorizer, createLogger, openDatabase, type Database } from '@ai-collective/platform';
import { createTestDatabase, type TestDatabase } from '@ai-collective/platform/testing';
import { BlobDirectory } from '../src/disk/BlobDirectory.js';
import type { Disk } from '../src/disk/Disk.js';
import { localDisk } from '../src/disk/localDisk.js';
import { BlobEntity } from '../src/entities/BlobEntity.js';
import type { HttpParts } from '../src/http/HttpParts.js';
import { migrations } from '../src/migrations/index.js';
import { KeyedLock } from '../src/operations/KeyedLock.js';
import { openStore } from '../src/operations/openStore.js';
import { serveStorage } from '../src/serveStorage.js';
import { createTestGateway, type TestGateway } from './TestGateway.js';

const noPolicies: readonly CommunityPolicy[] = [];

export const capabilitySecret = 'a secret of tests, thirty-two characters or more';

export type UploadBody = string | Uint8Array | AsyncIterable<Uint8Array>;

/** A storage service on a real database and a real folder; only Kafka is not there. */
export interface TestStorage {
  readonly url: string;
  readonly folder: string;
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly directory: BlobDirectory;
  readonly parts: HttpParts;
  readonly gateway: TestGateway;
  readonly logLines: string[];
  /** Sets a policy parameter of a community. */
  setPolicy(community: string, parameters: Partial<PolicyParameters>): void;
  /** Sets the Cedar policies of a community's own. */
  setOwnPolicies(community: string, texts: readonly string[]): void;
  /** Answer to a PUT with a capability of these terms. */
  upload(body: UploadBody, terms?: Partial<Capability>): Promise<Response>;
  /** Answer to a GET (or what `init` says) with a capability of these terms. */
  download(community: string, cid: string, init?: RequestInit): Promise<Response>;
  mint(terms: Partial<Capability>): string;
  close(): Promise<void>;
}

export interface TestStorageSettings {
  readonly authorizing?: typeof createAuthorizer;
  readonly disk?: Disk;
  /** An empty folder to use; otherwise a temporary one is made and removed. */
  readonly folder?: string;
  readonly limits?: Partial<
    Pick<HttpParts, 'maxUploads' | 'maxDownloads' | 'idleMilliseconds' | 'reserveBytes'>
  >;
}

/** Starts a storage service of a test's own. */
export async function startTestStorage(settings: TestStorageSettings = {}): Promise<TestStorage> {
  const testDatabase = await createTestDatabase();
  const folder = settings.folder ?? (await mkdtemp(path.join(tmpdir(), 'aic-storage-')));
  const logLines: string[] = [];
  const log = createLogger(
    { service: 'storage', level: 'info' },
    { write: (line) => void logLines.push(line) },
  );
  const url = testDatabase.serviceUrl('storage');
  const { ownerUrl } = testDatabase;
  const database = await openDatabase({
    service: 'storage',
    url,
    ownerUrl,
    entities: [BlobEntity],
    migrations,
    log,
  });
  const directory = new BlobDirectory(settings.disk ?? localDisk, folder);
  await openStore({ database, directory, log });
  const policies = new Map<string, PolicyParameters>();
  const ownPolicies = new Map<string, readonly CommunityPolicy[]>();
  const inForce: HttpParts['policies'] = {
    get: (community) => ({
      version: 1,
      parameters: policies.get(community) ?? defaultPolicyParameters,
      policies: ownPolicies.get(community) ?? noPolicies,
      inherited: [],
    }),
    versionOf: () => 1,
  };
  const parts: HttpParts = {
    ...(settings.authorizing ?? createAuthorizer)(inForce),
    database,
    directory,
    log,
    policies: inForce,
    lock: new KeyedLock(),
    capabilitySecret,
    publicUrl: 'http://storage.test/storage',
    now: () => Math.floor(Date.now() / 1_000),
    reserveBytes: 0,
    maxUploads: 8,
    maxDownloads: 8,
    idleMilliseconds: 60_000,
    ...settings.limits,
  };
  const gateway = await createTestGateway();
  const server = await serveStorage(parts, { host: '127.0.0.1', port: 0, jwks: gateway.jwks, readiness: [] });
  const mint = (terms: Partial<Capability>) => mintTestCapability(terms);
  return {
    url: server.url,
    folder,
    database,
    testDatabase,
    directory,
    parts,
    gateway: { ...gateway, url: server.url },
    logLines,
    setPolicy: (community, parameters) =>
      policies.set(community, { ...defaultPolicyParameters, ...parameters }),
    setOwnPolicies: (community, texts) =>
      ownPolicies.set(
        community,
        texts.map((text, index) => ({ id: `own-${index}`, text, proposalId: null })),
      ),
    upload: (body, terms = {}) => putUpload(`${server.url}/uploads?capability=${mint(terms)}`, body),
    download: (community, cid, init) =>
      fetch(
        `${server.url}/blobs/${community}/${cid}?capability=${mint({ action: 'read', community, cid })}`,
        init ?? {},
      ),
    mint,
    close: async () => {
      await server.close();
      await database.close();
      await testDatabase.drop();
      if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A capability of the tests' secret: to write anything into a new community for a minute, unless said otherwise. */
export function mintTestCapability(terms: Partial<Capability>): string {
  return mintCapability(capabilitySecret, {
    action: 'write',
    community: newId('community'),
    cid: null,
    maxBytes: 1_073_741_824,
    expiresAt: Math.floor(Date.now() / 1_000) + 60,
    subject: newId('person'),
    ...terms,
  });
}

/** PUTs a body; one that is iterable is sent in chunks, without a length. */
export function putUpload(url: string, body: UploadBody): Promise<Response> {
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' };
  return fetch(url, init);
}

/** Random content of a size. */
export function content(bytes: number): Buffer {
  return randomBytes(bytes);
}
