import fc from 'fast-check';
import { importByteStream } from 'ipfs-unixfs-importer';
import { describe, expect, it } from 'vitest';
import { chunkBytes } from '../../src/unixfs/chunkBytes.js';
import { UnixfsHasher } from '../../src/unixfs/UnixfsHasher.js';
import { unixfsRoot } from '../../src/unixfs/unixfsRoot.js';

/** Keeps nothing: only the CIDs count. */
const noStore = { put: (cid: unknown) => cid } as unknown as Parameters<typeof importByteStream>[1];

async function cidOfImporter(pieces: Iterable<Uint8Array>): Promise<string> {
  async function* source() {
    yield* pieces;
    await Promise.resolve();
  }
  return String((await importByteStream(source(), noStore, { profile: 'unixfs-v1-2025' })).cid);
}

function hash(pieces: Iterable<Uint8Array>) {
  const hasher = new UnixfsHasher();
  for (const piece of pieces) hasher.update(piece);
  return hasher.finish();
}

function* repeat(piece: Uint8Array, times: number, last: Uint8Array): Generator<Uint8Array> {
  for (let count = 0; count < times; count++) yield piece;
  yield last;
}

describe('UnixfsHasher', () => {
  it.each([0, 1, 1_000, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 3 * chunkBytes + 7])(
    'gives %i bytes the CID the reference importer gives them',
    async (bytes) => {
      const content = Buffer.alloc(bytes, 'a collective of devices ');
      expect(hash([content]).cid).toBe(await cidOfImporter([content]));
    },
  );

  it('knows the CID of no bytes at all', () => {
    expect(hash([]).cid).toBe('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku');
  });

  it('gives a file of more than 1,024 chunks, whose DAG has two levels, the CID of the reference importer', async () => {
    const piece = Buffer.alloc(chunkBytes, 7);
    const last = Buffer.from('end');
    const summary = hash(repeat(piece, 1_025, last));
    expect(summary.bytes).toBe(1_025 * chunkBytes + 3);
    expect(summary.cid).toBe(await cidOfImporter(repeat(piece, 1_025, last)));
  }, 120_000);

  it('gives the same CID however the content is cut, and the importer agrees', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: chunkBytes + 3 }), { maxLength: 5 }),
        fc.integer({ min: 0, max: 255 }),
        async (sizes, seed) => {
          const pieces = sizes.map((size, index) => Buffer.alloc(size, (seed + index) % 256));
          const whole = Buffer.concat(pieces);
          const { cid, bytes, leafDigests } = hash(pieces);
          expect(bytes).toBe(whole.length);
          expect(hash([whole]).cid).toBe(cid);
          expect(unixfsRoot(leafDigests, bytes)).toBe(cid);
          expect(await cidOfImporter([whole])).toBe(cid);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe('unixfsRoot', () => {
  it('refuses digests that do not fit the size', () => {
    expect(() => unixfsRoot(new Uint8Array(64), chunkBytes)).toThrow(RangeError);
  });
});
