import { open, readdir, rm, truncate } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { newId } from '@ai-collective/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { content, startTestStorage, type TestStorage } from '../startTestStorage.js';

let storage: TestStorage;

beforeAll(async () => {
  storage = await startTestStorage();
});

afterAll(() => storage.close());

interface Stored {
  readonly community: string;
  readonly cid: string;
  readonly bytes: Buffer;
}

async function store(size: number, query = ''): Promise<Stored> {
  const community = newId('community');
  const bytes = content(size);
  const url = `${storage.url}/uploads?capability=${storage.mint({ community })}${query}`;
  const { cid } = (await (await fetch(url, { method: 'PUT', body: bytes })).json()) as { cid: string };
  return { community, cid, bytes };
}

async function fileOf({ community, cid }: Stored): Promise<string> {
  const folder = path.join(storage.folder, community);
  const names = await readdir(folder, { recursive: true });
  return path.join(folder, names.find((name) => name.endsWith(cid)) ?? '');
}

async function flipByte(blob: Stored, position: number): Promise<void> {
  const file = await open(await fileOf(blob), 'r+');
  try {
    await file.write(Buffer.of((blob.bytes[position] ?? 0) ^ 1), 0, 1, position);
  } finally {
    await file.close();
  }
}

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code: unknown }).code;
}

async function stateOf({ community, cid }: Stored): Promise<unknown> {
  const [row] = await storage.database.withTenant(community, (em) =>
    em.execute<{ state: string }[]>('select state from blobs where cid = ?', [cid]),
  );
  return row?.state;
}

/** Everything a server sends, and whether it broke off. */
function receive(url: string): Promise<{ readonly received: Buffer; readonly complete: boolean }> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', () => undefined);
      response.on('close', () => resolve({ received: Buffer.concat(pieces), complete: response.complete }));
    });
    request.on('error', reject);
  });
}

describe('a download', () => {
  it('carries what a client needs to keep it', async () => {
    const blob = await store(100, '&name=M%C3%A4rz.png&mediaType=image%2Fpng');
    const response = await storage.download(blob.community, blob.cid);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `"${blob.cid}"`,
      'content-length': '100',
      'content-type': 'image/png',
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': "attachment; filename*=UTF-8''M%C3%A4rz.png",
      'x-content-type-options': 'nosniff',
    });
  });

  it('is not sent again to a client that has it', async () => {
    const { community, cid } = await store(100);
    const response = await storage.download(community, cid, { headers: { 'if-none-match': `"${cid}"` } });
    expect([response.status, await response.text()]).toEqual([304, '']);
  });

  it('answers HEAD with the headers alone', async () => {
    const { community, cid } = await store(2_000_000);
    const response = await storage.download(community, cid, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('2000000');
    expect(await response.text()).toBe('');
  });

  it('of an empty blob is empty', async () => {
    const { community, cid } = await store(0);
    const response = await storage.download(community, cid);
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '0',
      '',
    ]);
  });

  it('of any range is that range of the content', async () => {
    const blob = await store(3_300_000);
    const place = fc.nat(blob.bytes.length - 1);
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        const range = `bytes=${first}-${last}`;
        const response = await storage.download(blob.community, blob.cid, { headers: { range } });
        expect(response.status).toBe(206);
        expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${blob.bytes.length}`);
        expect(Buffer.from(await response.arrayBuffer()).equals(blob.bytes.subarray(first, last + 1))).toBe(
          true,
        );
      }),
      {
        numRuns: 20,
        examples: [
          [1_048_575, 1_048_576],
          [1_048_576, 2_097_151],
          [0, 3_299_999],
        ],
      },
    );
  });

  it('outside the content is refused with its size', async () => {
    const { community, cid } = await store(10);
    const response = await storage.download(community, cid, { headers: { range: 'bytes=10-' } });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect(await codeOf(response)).toBe('RANGE_NOT_SATISFIABLE');
  });

  it('of a range of an older version is the whole', async () => {
    const { community, cid } = await store(10);
    const headers = { range: 'bytes=0-1', 'if-range': '"another"' };
    expect((await storage.download(community, cid, { headers })).status).toBe(200);
  });

  it('of what the community does not have is not found', async () => {
    const { cid } = await store(10);
    const response = await storage.download(newId('community'), cid);
    expect([response.status, await codeOf(response)]).toEqual([404, 'BLOB_NOT_FOUND']);
  });

  it.each(['..%2F..%2Fetc%2Fpasswd', '.incoming', 'x'])(
    'of %s is not found, even with a capability for it',
    async (name) => {
      const community = newId('community');
      const capability = storage.mint({ action: 'read', community, cid: decodeURIComponent(name) });
      const response = await fetch(`${storage.url}/blobs/${community}/${name}?capability=${capability}`);
      expect([response.status, await codeOf(response)]).toEqual([404, 'BLOB_NOT_FOUND']);
    },
  );

  it('needs a capability for this blob of this community that is still valid', async () => {
    const { community, cid } = await store(10);
    const url = `${storage.url}/blobs/${community}/${cid}`;
    const read = { action: 'read', community, cid } as const;
    const attempts = [
      ['', 401, 'CAPABILITY_REQUIRED'],
      ['?capability=a.b', 403, 'CAPABILITY_FORGED'],
      [`?capability=${storage.mint({ ...read, expiresAt: 1 })}`, 403, 'CAPABILITY_EXPIRED'],
      [`?capability=${storage.mint({ ...read, community: newId('community') })}`, 403, 'CAPABILITY_MISMATCH'],
      [`?capability=${storage.mint({ ...read, cid: null })}`, 403, 'CAPABILITY_MISMATCH'],
      [`?capability=${storage.mint({ ...read, action: 'write' })}`, 403, 'CAPABILITY_MISMATCH'],
    ] as const;
    for (const [query, status, code] of attempts) {
      const response = await fetch(url + query);
      expect([response.status, await codeOf(response)]).toEqual([status, code]);
    }
  });
});

describe('damage on the disk', () => {
  it('in a small blob is an error answer, marks the blob, and is mended by a new upload', async () => {
    const blob = await store(5_000);
    await flipByte(blob, 4_000);
    const response = await storage.download(blob.community, blob.cid);
    expect([response.status, await codeOf(response)]).toEqual([500, 'BLOB_CORRUPT']);
    expect(await stateOf(blob)).toBe('CORRUPT');
    expect((await storage.download(blob.community, blob.cid, { method: 'HEAD' })).status).toBe(500);
    expect(storage.logLines.some((line) => line.includes('BLOB_CORRUPT') && line.includes(blob.cid))).toBe(
      true,
    );

    await storage.upload(blob.bytes, { community: blob.community });
    const mended = await storage.download(blob.community, blob.cid);
    expect(Buffer.from(await mended.arrayBuffer()).equals(blob.bytes)).toBe(true);
    expect(await stateOf(blob)).toBe('AVAILABLE');
  });

  it('deep in a large blob breaks the answer off before the damaged chunk', async () => {
    const blob = await store(8 * 1_048_576);
    await flipByte(blob, 6 * 1_048_576 + 5);
    const capability = storage.mint({ action: 'read', community: blob.community, cid: blob.cid });
    const answer = await receive(
      `${storage.url}/blobs/${blob.community}/${blob.cid}?capability=${capability}`,
    );
    expect(answer.complete).toBe(false);
    expect(answer.received.length).toBeLessThanOrEqual(6 * 1_048_576);
    expect(answer.received.equals(blob.bytes.subarray(0, answer.received.length))).toBe(true);
    expect(await stateOf(blob)).toBe('CORRUPT');
  });

  it('outside the asked range does not matter until it is read', async () => {
    const blob = await store(3 * 1_048_576);
    await flipByte(blob, 10);
    const headers = { range: 'bytes=2097152-2097161' };
    const response = await storage.download(blob.community, blob.cid, { headers });
    expect(Buffer.from(await response.arrayBuffer()).equals(blob.bytes.subarray(2_097_152, 2_097_162))).toBe(
      true,
    );
  });

  it('is a file that is cut short, or gone', async () => {
    const [short, gone] = [await store(2_000), await store(2_000)];
    await truncate(await fileOf(short), 1_999);
    await rm(await fileOf(gone));
    for (const blob of [short, gone]) {
      expect(await codeOf(await storage.download(blob.community, blob.cid))).toBe('BLOB_CORRUPT');
      expect(await stateOf(blob)).toBe('CORRUPT');
    }
  });

  it('is digests in the database that do not lead to the CID', async () => {
    const blob = await store(1_500_000);
    await storage.database.withTenant(blob.community, (em) =>
      em.execute(
        'update blobs set leaf_digests = set_byte(leaf_digests, 0, 255 - get_byte(leaf_digests, 0))',
      ),
    );
    expect(await codeOf(await storage.download(blob.community, blob.cid))).toBe('BLOB_CORRUPT');
  });
});

describe('downloads at a time', () => {
  it('are bounded, and one that is broken off makes room', async () => {
    const small = await startTestStorage({ limits: { maxDownloads: 1 } });
    try {
      const community = newId('community');
      const { cid } = (await (await small.upload(content(32 * 1_048_576), { community })).json()) as {
        cid: string;
      };
      const url = `${small.url}/blobs/${community}/${cid}?capability=${small.mint({ action: 'read', community, cid })}`;
      const first = await new Promise<http.IncomingMessage>((resolve) => http.get(url, resolve));
      first.on('error', () => undefined);
      const refused = await fetch(url);
      expect([refused.status, await codeOf(refused)]).toEqual([503, 'TRANSFERS_BUSY']);
      first.destroy();
      await expect.poll(async () => statusOf(url), { timeout: 10_000 }).toBe(206);
    } finally {
      await small.close();
    }
  });

  async function statusOf(url: string): Promise<number> {
    const response = await fetch(url, { headers: { range: 'bytes=0-0' } });
    await response.arrayBuffer();
    return response.status;
  }
});
