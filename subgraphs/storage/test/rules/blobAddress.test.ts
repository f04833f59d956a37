import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blobPathSegments, isBlobCid, isCommunityFolder } from '../../src/rules/blobAddress.js';

const cid = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku';

describe('blobPathSegments', () => {
  it('puts a blob below its community, in a folder of two of its characters', () => {
    expect(blobPathSegments('com_one', cid)).toEqual(['com_one', 'yk', cid]);
  });

  it('never names a path outside the data folder, whatever is asked for', () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom('..', '.', '/', '../..', 'a/b', '\0', '', 'C:\\', '%2e%2e'),
    );
    fc.assert(
      fc.property(nasty, nasty, (community, name) => {
        let segments: readonly string[];
        try {
          segments = blobPathSegments(community, name);
        } catch {
          return;
        }
        const file = path.resolve('/data', ...segments);
        expect(path.relative('/data', file).split(path.sep)).toEqual(segments);
      }),
    );
    expect(() => blobPathSegments('..', cid)).toThrow(RangeError);
    expect(() => blobPathSegments('com_one', `../${cid}`)).toThrow(RangeError);
  });
});

describe('isBlobCid', () => {
  it.each([
    [cid, true],
    ['bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi', true],
    [cid.toUpperCase(), false],
    ['QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG', false],
    [`${cid}a`, false],
    ['', false],
  ])('%s → %s', (text, expected) => {
    expect(isBlobCid(text)).toBe(expected);
  });
});

describe('isCommunityFolder', () => {
  it.each([
    ['com_01k9h2v3w4x5y6z7a8b9c0d1e2', true],
    ['Com_A', false],
    ['.incoming', false],
    ['', false],
    ['a'.repeat(81), false],
  ])('%s → %s', (text, expected) => {
    expect(isCommunityFolder(text)).toBe(expected);
  });
});
