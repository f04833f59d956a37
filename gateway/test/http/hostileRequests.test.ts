import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    environment: { BODY_TIMEOUT_MS: '300', HEADERS_TIMEOUT_MS: '300' },
  });
  await untilReady(platform);
});
afterAll(() => platform.close());

const json = { 'content-type': 'application/json' };
const body = '{"query":"{ blobs }"}';

async function stillAnswers(): Promise<void> {
  const response = await fetch(`${platform.gateway.url}/graphql`, { method: 'POST', headers: json, body });
  expect(await response.json()).toEqual({ data: { blobs: ['b'] } });
}
afterEach(stillAnswers);

/** What comes back until the server closes the connection, and after how long, ms. */
async function conversation(speak: (socket: Socket) => void) {
  const begin = performance.now();
  const socket = connect(platform.gateway.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  speak(socket);
  await closed;
  return { text, afterMs: performance.now() - begin };
}

const head = (...lines: readonly string[]) =>
  ['POST /graphql HTTP/1.1', 'host: h', 'content-type: application/json', ...lines, '', ''].join('\r\n');

describe('a client that is slow', () => {
  it('to send its body is told so, and loses its connection', async () => {
    const { text, afterMs } = await conversation((socket) => {
      socket.write(head(`content-length: ${body.length}`));
      let sent = 0;
      const drip = setInterval(() => socket.write(body[sent++ % 5] ?? ''), 50);
      socket.once('close', () => clearInterval(drip));
      setTimeout(() => socket.end(), 2_000).unref();
    });
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect(text).toContain('"code":"BODY_TIMEOUT"');
    expect(afterMs).toBeLessThan(5_000);
  });

  it('to send its head loses its connection', async () => {
    const { text, afterMs } = await conversation((socket) => {
      socket.write('POST /graphql HTTP/1.1\r\nhost: h\r\n');
      let sent = 0;
      const drip = setInterval(() => socket.write(`x-${sent++}: 1\r\n`), 50);
      socket.once('close', () => clearInterval(drip));
    });
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect(text).toContain('"code":"HEADERS_TIMEOUT"');
    expect(afterMs).toBeLessThan(3_000);
  });

  it('holds up nobody, even in great number', async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(platform.gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(head('content-length: 100') + body);
      return socket;
    });
    await stillAnswers();
    await Promise.all(
      sockets.map((socket) => {
        socket.resume();
        setTimeout(() => socket.end(), 1_000).unref();
        return new Promise((resolve) => socket.once('close', resolve));
      }),
    );
  });
});

describe('a request that is too much', () => {
  it.each([
    ['one header of 20 KiB', head(`x-long: ${'x'.repeat(20_480)}`, 'content-length: 0')],
    ['very many headers', head(...Array.from({ length: 2_000 }, (_, index) => `x-header-${index}: 1`))],
    ['an address of 100 KiB', `GET /graphql?query=${'x'.repeat(102_400)} HTTP/1.1\r\nhost: h\r\n\r\n`],
  ])('is refused: %s', async (_name, text) => {
    const answer = await conversation((socket) => socket.write(text));
    expect(answer.text).toMatch(/^HTTP\/1.1 431 /);
    expect(answer.text).toContain('"code":"HEADERS_TOO_LARGE"');
    expect(answer.afterMs).toBeLessThan(1_000);
  });

  it('is refused when it announces a body over the limit, before sending it', async () => {
    const answer = await conversation((socket) => {
      socket.write(head('content-length: 9000000'));
      setTimeout(() => socket.end(), 1_000).unref();
    });
    expect(answer.text).toMatch(/^HTTP\/1.1 413 /);
    expect(answer.text).toContain('"code":"BODY_TOO_LARGE"');
  });
});

describe('a request that is wrong', () => {
  const ask = async (bytes: Buffer | string, headers: Record<string, string> = json) => {
    const response = await fetch(`${platform.gateway.url}/graphql`, { method: 'POST', headers, body: bytes });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return [response.status, errors[0]?.extensions.code];
  };

  it.each([
    ['a byte that is none', Buffer.from([0xff])],
    ['a character cut short', Buffer.from([0xe2, 0x82])],
    ['half of a pair', Buffer.from([0xed, 0xa0, 0x80])],
    ['a character written too long', Buffer.from([0xc0, 0xaf])],
  ])('is refused when its body is no UTF-8: %s', async (_name, wrong) => {
    const bytes = Buffer.concat([Buffer.from('{"query":"{ blobs } #'), wrong, Buffer.from('"}')]);
    expect(await ask(bytes)).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['UTF-16', Buffer.from(body, 'utf16le')],
    ['a list of operations', `[${body},${body}]`],
    ['names that touch prototypes', '{"query":"{ blobs }","__proto__":{"a":1}}'],
    ['a text', '"{ blobs }"'],
    ['brackets without end', '['.repeat(500_000)],
  ])('is refused when its body is %s', async (_name, bytes) => {
    expect(await ask(bytes)).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['garbage', `\x00\x01\x02garbage\r\n\r\n`],
    ['two lengths', head('content-length: 5', 'content-length: 6')],
    ['a length and chunks', head('content-length: 5', 'transfer-encoding: chunked')],
    ['a length that is none', head('content-length: -1')],
    ['chunks that are none', `${head('transfer-encoding: chunked')}zz\r\n`],
    ['a name with a space', head('x y: 1', 'content-length: 0')],
    ['a TLS greeting', Buffer.from('160301020001000001fc0303', 'hex')],
  ])('is answered with an error and its connection closed: %s', async (_name, bytes) => {
    const { text, afterMs } = await conversation((socket) => socket.write(bytes));
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(text).toContain('"code":"');
    expect(afterMs).toBeLessThan(1_000);
  });

  it('does not take the answer from the one before it on the connection', async () => {
    const { text } = await conversation((socket) =>
      socket.write(`${head(`content-length: ${body.length}`)}${body}GARBAGE\x00\r\n\r\n`),
    );
    expect(text.startsWith('HTTP/1.1 200') || text.startsWith('HTTP/1.1 400')).toBe(true);
  });

  it('has what is beyond its length read as another request, which is none', async () => {
    const { text } = await conversation((socket) =>
      socket.write(`${head(`content-length: ${body.length}`)}${body}${body}`),
    );
    expect(text).toContain('HTTP/1.1 400');
  });
});
