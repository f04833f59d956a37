import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { brotliCompressSync, brotliDecompressSync, gzipSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
  await untilReady(platform);
});
afterAll(() => platform.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As bytes: `fetch` would decompress what is measured here. */
function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${platform.gateway.url}/graphql`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const large = JSON.stringify({
  query: `{ ${Array.from({ length: 100 }, (_, index) => `alias${index}: blobs`).join(' ')} }`,
});
const small = JSON.stringify({ query: '{ blobs }' });
const codeIn = ({ body }: Answer) => /"code":"(\w+)"/.exec(body.toString())?.[1];

describe('answers', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('are compressed with %s for those who take it', async (encoding, decompress) => {
    const plain = await post(large);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const answer = await post(large, { 'accept-encoding': encoding });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
    expect(answer.body.length).toBeLessThan(plain.body.length / 3);
    expect(decompress(answer.body).toString()).toBe(plain.body.toString());
  });

  it('say that they vary, and are left alone when they are small', async () => {
    expect((await post(large)).headers.vary).toBe('accept-encoding');
    expect((await post(small, { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  });

  it('that are event streams come at once, as they are', async () => {
    const query = JSON.stringify({ query: 'subscription { ticks(count: 1, payload: 5000) { id note } }' });
    const { headers, body } = await post(query, {
      'accept-encoding': 'br, gzip',
      accept: 'text/event-stream',
    });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toContain('event: complete');
  });
});

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
  ])('may be compressed with %s', async (encoding, compress) => {
    const answer = await post(compress(small), { 'content-encoding': encoding });
    expect([answer.status, answer.body.toString()]).toEqual([200, '{"data":{"blobs":["b"]}}']);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('that would grow beyond their limit are refused, with %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(200 * 1_048_576, ' '));
    expect(bomb.length).toBeLessThan(1_048_576);
    const before = process.memoryUsage().rss;
    const answer = await post(bomb, { 'content-encoding': encoding });
    expect([answer.status, codeIn(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1_048_576);
  });

  it.each(['deflate', 'gzip, gzip', 'zstd'])('in %s are refused', async (encoding) => {
    const answer = await post(gzipSync(small), { 'content-encoding': encoding });
    expect([answer.status, codeIn(answer), answer.headers['accept-encoding']]).toEqual([
      415,
      'UNSUPPORTED_ENCODING',
      'gzip, br',
    ]);
  });

  it('that are not what they say, or not all of it, are refused', async () => {
    const wrong = await post(small, { 'content-encoding': 'gzip' });
    expect([wrong.status, codeIn(wrong)]).toEqual([400, 'BAD_REQUEST']);
    const cut = await post(gzipSync(small).subarray(0, 20), { 'content-encoding': 'gzip' });
    expect([cut.status, codeIn(cut)]).toEqual([400, 'BAD_REQUEST']);
  });
});
