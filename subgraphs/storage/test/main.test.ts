import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newId, topics } from '@ai-collective/contracts';
import { createLogger, startConsumer } from '@ai-collective/platform';
import {
  createTestDatabase,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
} from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from './startProcess.js';
import { capabilitySecret, content, mintTestCapability, putUpload } from './startTestStorage.js';
import { createTestGateway, type TestGateway } from './TestGateway.js';

const megabyte = 1_048_576;
const storageMain = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let database: TestDatabase;
let broker: TestBroker;
let gateway: TestGateway;
let folder: string;
let service: TestProcess;

function start(): Promise<TestProcess> {
  return startProcess(storageMain, {
    DATABASE_URL: database.serviceUrl('storage'),
    DATABASE_OWNER_URL: database.ownerUrl,
    KAFKA_BROKERS: broker.brokers,
    PASSPORT_JWKS: gateway.jwks,
    DATA_DIR: folder,
    CAPABILITY_SECRET: capabilitySecret,
    MIN_FREE_BYTES: '0',
  });
}

beforeAll(async () => {
  [database, broker, gateway] = await Promise.all([
    createTestDatabase(),
    startTestBroker(),
    createTestGateway(),
  ]);
  folder = await mkdtemp(path.join(tmpdir(), 'aic-storage-'));
  service = await start();
});

afterAll(async () => {
  await service.stop();
  await broker.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function* pieces(
  piece: Buffer,
  times: number,
  everyFifth: () => void = () => undefined,
): AsyncGenerator<Buffer> {
  for (let count = 0; count < times; count++) {
    yield piece;
    if (count % 5 === 4) everyFifth();
    await Promise.resolve();
  }
}

async function upload(body: Buffer | AsyncIterable<Uint8Array>, community: string): Promise<string> {
  const response = await putUpload(
    `http://${service.host}/uploads?capability=${mintTestCapability({ community })}`,
    body,
  );
  expect(response.status).toBe(201);
  return ((await response.json()) as { cid: string }).cid;
}

function download(community: string, cid: string): Promise<Response> {
  const capability = mintTestCapability({ action: 'read', community, cid });
  return fetch(`http://${service.host}/blobs/${community}/${cid}?capability=${capability}`);
}

/** Resident memory of the service in bytes. */
function residentBytes(): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(service.pid)], { encoding: 'utf8' })) * 1_024;
}

describe('the storage service', () => {
  it('is ready when its disk, database and broker are', async () => {
    await expect
      .poll(async () => (await fetch(`http://${service.host}/readyz`)).json(), { timeout: 15_000 })
      .toEqual({ status: 'ok', checks: { postgres: 'ok', kafka: 'ok', disk: 'ok' } });
  });

  it('sends its audit records to Kafka', async () => {
    const community = newId('community');
    const seen: string[] = [];
    const consumer = await startConsumer({
      brokers: broker.brokers,
      groupId: 'storage-test',
      topics: [topics.audit],
      fromBeginning: true,
      commit: 'manual',
      log: createLogger({ service: 'test', level: 'silent' }),
      handle: (batch) => {
        for (const { key } of batch) seen.push(key);
        return Promise.resolve();
      },
    });
    try {
      await upload(content(10), community);
      await expect.poll(() => seen, { timeout: 15_000 }).toContain(community);
    } finally {
      await consumer.close();
    }
  });

  it('streams 100 MiB in and out without holding it in memory', async () => {
    const community = newId('community');
    const piece = content(megabyte);
    const before = residentBytes();
    let peak = 0;
    const measure = () => {
      peak = Math.max(peak, residentBytes());
    };
    const cid = await upload(pieces(piece, 100, measure), community);
    let received = 0;
    for await (const part of (await download(community, cid)).body ?? []) {
      received += (part as Uint8Array).length;
      if (received % (4 * megabyte) < 65_536) measure();
    }
    expect(received).toBe(100 * megabyte);
    expect(peak - before).toBeLessThan(80 * megabyte);
  }, 120_000);

  it('killed in the middle of an upload, forgets it and keeps everything else', async () => {
    const community = newId('community');
    const kept = content(2 * megabyte);
    const cid = await upload(kept, community);
    const half = content(3 * megabyte);
    const request = http.request(
      `http://${service.host}/uploads?capability=${mintTestCapability({ community })}`,
      {
        method: 'PUT',
      },
    );
    request.on('error', () => undefined);
    request.write(half);
    await expect.poll(() => bytesIncoming(), { timeout: 10_000 }).toBe(half.length);
    await service.kill();
    expect(await bytesIncoming()).toBe(half.length);

    service = await start();
    expect(await bytesIncoming()).toBe(0);
    const { data } = await gateway.ask.call(
      { ...gateway, url: `http://${service.host}` },
      { query: '{ blobs { edges { node { cid } } } }', as: { community } },
    );
    expect(data?.blobs).toEqual({ edges: [{ node: { cid } }] });
    expect(Buffer.from(await (await download(community, cid)).arrayBuffer()).equals(kept)).toBe(true);
    await upload(half, community);
  }, 120_000);

  it('stops with code 0 when asked to, and starts again with its data', async () => {
    const community = newId('community');
    const cid = await upload(content(1_000), community);
    expect(await service.stop()).toBe(0);
    service = await start();
    expect((await download(community, cid)).status).toBe(200);
  }, 120_000);
});

async function bytesIncoming(): Promise<number> {
  const incoming = path.join(folder, '.incoming');
  const sizes = await Promise.all(
    (await readdir(incoming)).map(async (name) => (await stat(path.join(incoming, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
