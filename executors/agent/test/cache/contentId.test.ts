import { describe, expect, it } from 'vitest';
import { contentId } from '../../src/cache/contentId.js';
import { cidOf } from '../fakeStorage.js';

describe('contentId', () => {
  it.each([
    ['nothing', new Uint8Array(), 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'],
    ['one block', Buffer.from('hello world'), 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'],
  ])('of %s is the known one', async (_, bytes, cid) => {
    expect(await cidOf(bytes)).toBe(cid);
  });

  it('counts the bytes of the content, not of its tree', async () => {
    const pieces = async function* () {
      for (let piece = 0; piece < 3; piece++) yield await Promise.resolve(new Uint8Array(1_000_000));
    };
    expect((await contentId(pieces())).bytes).toBe(3_000_000);
  });

  it('of more than a block is a node over raw leaves of 1 MiB', async () => {
    expect(await cidOf(new Uint8Array(1_048_576))).toMatch(/^bafkrei/);
    expect(await cidOf(new Uint8Array(1_048_577))).toMatch(/^bafybei/);
  });
});
