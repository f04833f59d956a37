import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UnixfsHasher } from '../../src/unixfs/UnixfsHasher.js';
import {
  content,
  mintTestCapability,
  putUpload,
  startTestStorage,
  type TestStorage,
} from '../startTestStorage.js';

let storage: TestStorage;

beforeAll(async () => {
  storage = await startTestStorage();
});

afterAll(() => storage.close());

function cidOf(bytes: Uint8Array): string {
  const hasher = new UnixfsHasher();
  hasher.update(bytes);
  return hasher.finish().cid;
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
    await Promise.resolve();
  }
}

function incoming(): Promise<string[]> {
  return readdir(path.join(storage.folder, '.incoming'));
}

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code: unknown }).code;
}

function auditOf(
  community: string,
): Promise<{ value: { action: string; actor: unknown; details: unknown } }[]> {
  return storage.database.withoutTenant((em) =>
    em.execute("select value from outbox where topic = 'audit.events' and key = ? order by id", [community]),
  );
}

/** A raw PUT whose body the test writes itself. */
function openUpload(url: string, headers: http.OutgoingHttpHeaders = {}): http.ClientRequest {
  const request = http.request(url, { method: 'PUT', headers });
  request.on('error', () => undefined);
  request.flushHeaders();
  return request;
}

describe('an upload', () => {
  it('of known length is stored once under its CID and can be read back', async () => {
    const community = newId('community');
    const bytes = content(2_500_000);
    const response = await storage.upload(bytes, { community });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ cid: cidOf(bytes), bytes: bytes.length });
    const stored = await storage.download(community, cidOf(bytes));
    expect(Buffer.from(await stored.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await incoming()).toEqual([]);
  });

  it('of unknown length is stored too', async () => {
    const community = newId('community');
    const bytes = content(1_200_000);
    const response = await storage.upload(inPieces(bytes, 64_000), { community });
    expect(await response.json()).toEqual({ cid: cidOf(bytes), bytes: bytes.length });
  });

  it('of nothing is a blob as well', async () => {
    const response = await storage.upload(Buffer.alloc(0));
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ cid: cidOf(Buffer.alloc(0)), bytes: 0 });
  });

  it('of JSON is stored byte for byte, not parsed', async () => {
    const url = `${storage.url}/uploads?capability=${storage.mint({})}`;
    const body = '{ not json';
    const response = await fetch(url, {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ cid: cidOf(Buffer.from(body)), bytes: body.length });
  });

  it('is recorded in the audit log with the bearer of the capability', async () => {
    const community = newId('community');
    const subject = newId('device');
    await storage.upload(Buffer.from('audited'), { community, subject });
    const records = await auditOf(community);
    expect(records.map(({ value }) => value)).toMatchObject([
      {
        action: 'blobs:write',
        outcome: 'ALLOWED',
        actor: { subject, kind: 'DEVICE' },
        resource: { type: 'Blob', id: cidOf(Buffer.from('audited')) },
        details: { bytes: 7, alreadyThere: false },
      },
    ]);
  });

  it('of the same content at the same time gives one blob and two answers alike', async () => {
    const community = newId('community');
    const bytes = content(3_000_000);
    const answers = await Promise.all([
      storage.upload(inPieces(bytes, 100_000), { community }),
      storage.upload(inPieces(bytes, 90_000), { community }),
    ]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { cid: cidOf(bytes), bytes: bytes.length },
      { cid: cidOf(bytes), bytes: bytes.length },
    ]);
    const folders = await readdir(path.join(storage.folder, community), { recursive: true });
    expect(folders.filter((name) => name.endsWith(cidOf(bytes)))).toHaveLength(1);
    expect(
      (await auditOf(community))
        .map(({ value }) => (value.details as { alreadyThere: boolean }).alreadyThere)
        .sort(),
    ).toEqual([false, true]);
  });

  it('of the same content by two communities is stored for each, apart', async () => {
    const [one, two] = [newId('community'), newId('community')];
    const bytes = content(1_000);
    await storage.upload(bytes, { community: one });
    await storage.upload(bytes, { community: two });
    for (const community of [one, two])
      expect((await storage.download(community, cidOf(bytes))).status).toBe(200);
    expect(await readdir(storage.folder)).toEqual(expect.arrayContaining([one, two]));
  });

  it.each([
    ['no capability', '', [401, 'CAPABILITY_REQUIRED']],
    ['something that is no capability', '?capability=x', [403, 'CAPABILITY_FORGED']],
    ['two capabilities', '?capability=x&capability=y', [400, 'INPUT_INVALID']],
  ])('with %s is refused', async (_name, query, refusal) => {
    const response = await putUpload(`${storage.url}/uploads${query}`, 'x');
    expect([response.status, await codeOf(response)]).toEqual(refusal);
  });

  it('with a changed capability is refused', async () => {
    const [body = '', mac = ''] = storage.mint({ maxBytes: 10 }).split('.');
    const terms = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...terms, maxBytes: 1_000_000 })).toString('base64url');
    const response = await putUpload(`${storage.url}/uploads?capability=${changed}.${mac}`, 'x');
    expect([response.status, await codeOf(response)]).toEqual([403, 'CAPABILITY_FORGED']);
  });

  it('with an expired capability is refused', async () => {
    const response = await storage.upload('x', { expiresAt: Math.floor(Date.now() / 1_000) - 1 });
    expect([response.status, await codeOf(response)]).toEqual([403, 'CAPABILITY_EXPIRED']);
  });

  it('with a capability to read is refused', async () => {
    const response = await storage.upload('x', { action: 'read' });
    expect([response.status, await codeOf(response)]).toEqual([403, 'CAPABILITY_MISMATCH']);
  });

  it('whose announced length is over the limit is refused before its body', async () => {
    const response = await storage.upload(content(11), { maxBytes: 10 });
    expect([response.status, await codeOf(response)]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('that grows over the limit is refused with an answer the client can read, and nothing of it stays', async () => {
    const request = openUpload(`${storage.url}/uploads?capability=${storage.mint({ maxBytes: 100_000 })}`);
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
    request.write(content(60_000));
    request.write(content(60_000));
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    expect(JSON.parse(Buffer.concat(await response.toArray()).toString())).toMatchObject({
      code: 'BODY_TOO_LARGE',
    });
    expect(await incoming()).toEqual([]);
    request.destroy();
  });

  it('of other content than was announced is refused, and nothing of it stays', async () => {
    const community = newId('community');
    const cid = cidOf(Buffer.from('announced'));
    const response = await storage.upload(Buffer.from('something else'), { community, cid });
    expect([response.status, await codeOf(response)]).toEqual([422, 'CID_MISMATCH']);
    expect(await incoming()).toEqual([]);
    expect(await readdir(storage.folder)).not.toContain(community);
    expect((await storage.upload(Buffer.from('announced'), { community, cid })).status).toBe(201);
  });

  it('that the client breaks off leaves nothing', async () => {
    const community = newId('community');
    const request = openUpload(`${storage.url}/uploads?capability=${storage.mint({ community })}`);
    request.write(content(500_000));
    await vi.waitFor(async () => expect(await incoming()).toHaveLength(1), { timeout: 20_000 });
    request.destroy();
    await vi.waitFor(async () => expect(await incoming()).toEqual([]), { timeout: 20_000 });
    expect(await readdir(storage.folder)).not.toContain(community);
  });

  it('that stands still is ended with an answer, and nothing of it stays', async () => {
    const impatient = await startTestStorage({ limits: { idleMilliseconds: 300 } });
    try {
      const request = openUpload(`${impatient.url}/uploads?capability=${impatient.mint({})}`);
      const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
      request.write(content(1_000));
      const [response] = await answered;
      expect(response.statusCode).toBe(408);
      expect(await readdir(path.join(impatient.folder, '.incoming'))).toEqual([]);
      request.destroy();
    } finally {
      await impatient.close();
    }
  });

  it.each([
    ['name', 'a%2Fb'],
    ['mediaType', 'nonsense'],
  ])('with a bad %s is refused', async (field, value) => {
    const response = await putUpload(
      `${storage.url}/uploads?capability=${storage.mint({})}&${field}=${value}`,
      'x',
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('never leaves a capability in the log', () => {
    const text = storage.logLines.join('');
    expect(text).not.toContain(mintTestCapability({}).slice(0, 12));
  });
});

describe('uploads at a time', () => {
  it('are bounded: one more is refused, and room is made when one ends', async () => {
    const small = await startTestStorage({ limits: { maxUploads: 1 } });
    try {
      const request = openUpload(`${small.url}/uploads?capability=${small.mint({})}`);
      const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
      request.write('a');
      await vi.waitFor(async () =>
        expect(await readdir(path.join(small.folder, '.incoming'))).toHaveLength(1),
      );
      const refused = await small.upload('b');
      expect([refused.status, await codeOf(refused)]).toEqual([503, 'TRANSFERS_BUSY']);
      request.end();
      const [response] = await answered;
      expect(response.statusCode).toBe(201);
      expect((await small.upload('b')).status).toBe(201);
    } finally {
      await small.close();
    }
  });
});
