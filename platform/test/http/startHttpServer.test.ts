import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors/AppError.js';
import type { ReadinessCheck } from '../../src/http/healthRoutes.js';
import { startHttpServer, type HttpServer, type HttpServerSettings } from '../../src/http/startHttpServer.js';
import { createLogger } from '../../src/telemetry/createLogger.js';

const lines: string[] = [];
const log = createLogger({ service: 'test', level: 'info' }, { write: (line) => lines.push(line) });
const open: HttpServer[] = [];

async function start(settings: Partial<HttpServerSettings> = {}): Promise<HttpServer> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    readiness: [],
    routes: () => undefined,
    ...settings,
  });
  open.push(server);
  return server;
}

afterEach(async () => {
  lines.length = 0;
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const echo: HttpServerSettings['routes'] = (app) => {
  app.post('/echo', (request) => Promise.resolve(request.body));
  app.get('/known', () => Promise.reject(new AppError('THING_GONE', 'The thing is gone.', { status: 410 })));
  app.get('/unknown', () => Promise.reject(new Error('password=hunter2 of the database')));
  app.get('/trace', (request) => Promise.resolve({ traceId: request.trace.traceId }));
};

describe('health routes', () => {
  const ready = async (checks: readonly ReadinessCheck[]): Promise<readonly [number, unknown]> => {
    const { url } = await start({ readiness: checks });
    const response = await fetch(`${url}/readyz`);
    return [response.status, await response.json()];
  };

  it('says 200 when everything is there', async () => {
    const checks = [
      { name: 'postgres', check: () => Promise.resolve() },
      { name: 'kafka', check: () => undefined },
    ];
    expect(await ready(checks)).toEqual([200, { status: 'ok', checks: { postgres: 'ok', kafka: 'ok' } }]);
  });

  it('says 200 and what is not as it should be, where something works all the same', async () => {
    const checks = [
      { name: 'keys', check: () => undefined, remark: () => 'the former stay in force' },
      { name: 'kafka', check: () => undefined, remark: () => undefined },
    ];
    expect(await ready(checks)).toEqual([
      200,
      { status: 'ok', checks: { keys: 'the former stay in force', kafka: 'ok' } },
    ]);
  });

  it('says 503 and by name what is missing, without saying why', async () => {
    const checks = [
      { name: 'postgres', check: () => Promise.reject(new Error('hunter2')) },
      {
        name: 'disk',
        check: () => {
          throw new Error('hunter2');
        },
      },
      { name: 'kafka', check: () => undefined },
    ];
    expect(await ready(checks)).toEqual([
      503,
      { status: 'unavailable', checks: { postgres: 'unavailable', disk: 'unavailable', kafka: 'ok' } },
    ]);
  });

  it('does not wait for a check that hangs', async () => {
    const begun = performance.now();
    const checks = [{ name: 'kafka', check: () => new Promise<void>(() => undefined) }];
    expect(await ready(checks)).toEqual([
      503,
      { status: 'unavailable', checks: { kafka: 'no answer in 2 s' } },
    ]);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('is alive while it is not ready', async () => {
    const { url } = await start({
      readiness: [{ name: 'never', check: () => Promise.reject(new Error('no')) }],
    });
    const response = await fetch(`${url}/livez`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('startHttpServer', () => {
  it('rejects with PORT_TAKEN, naming the port, when somebody else listens there', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(port)) as string,
    });
    other.close();
  });

  it('answers 404 with a code', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/nothing`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { code: 'NOT_FOUND', message: 'There is nothing at this address.' },
    ]);
  });

  it.each([
    ['declared', (body: string) => body],
    ['streamed', (body: string) => new Blob([body]).stream()],
  ])('answers 413 with a code when a %s body is over the limit', async (_, make) => {
    const { url } = await start({ bodyLimit: 100, routes: echo });
    const response = await fetch(`${url}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: make(JSON.stringify('x'.repeat(200))),
      duplex: 'half',
    });
    expect([response.status, await response.json()]).toEqual([
      413,
      { code: 'BODY_TOO_LARGE', message: 'The request body is too large.' },
    ]);
  });

  it.each([
    [400, 'application/json', '{"a":'],
    [415, 'text/xml', '<a/>'],
  ])('answers %i with a code to a body it cannot read', async (status, type, body) => {
    const { url } = await start({ routes: echo });
    const response = await fetch(`${url}/echo`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      code: expect.stringMatching(/^[A-Z_]+$/) as string,
      message: expect.any(String) as string,
    });
  });

  it('answers 408 and hangs up when a body does not arrive', async () => {
    const { port } = await start({ bodyTimeoutMs: 50, routes: echo });
    const client = connect(port, '127.0.0.1');
    client.write(
      'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a"',
    );
    const answer = await text(client);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"BODY_TIMEOUT"');
    expect(lines.filter((line) => !line.includes('Server listening'))).toEqual([]);
  });

  it('gives a body that its route streams all the time it needs', async () => {
    const { port } = await start({
      bodyTimeoutMs: 50,
      routes: (app) => {
        app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
        app.put('/uploads', async (request) => ({ got: await text(request.raw) }));
      },
    });
    const client = connect(port, '127.0.0.1');
    client.write(
      'PUT /uploads HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: a/b\r\ncontent-length: 4\r\n\r\nab',
    );
    setTimeout(() => client.write('cd'), 150);
    expect(await text(client)).toContain('{"got":"abcd"}');
  });

  it('does not wait for headers without end', async () => {
    let headersTimeout = 0;
    await start({ routes: (app) => void (headersTimeout = app.server.headersTimeout) });
    expect(headersTimeout).toBe(30_000);
  });

  it('keeps code and message of known errors', async () => {
    const { url } = await start({ routes: echo });
    const response = await fetch(`${url}/known`);
    expect([response.status, await response.json()]).toEqual([
      410,
      { code: 'THING_GONE', message: 'The thing is gone.' },
    ]);
  });

  it('masks unknown errors and logs them with the trace', async () => {
    const { url } = await start({ routes: echo });
    const response = await fetch(`${url}/unknown`);
    expect([response.status, await response.json()]).toEqual([
      500,
      { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong on our side.' },
    ]);
    const logged = lines.find((line) => line.includes('of the database')) ?? '';
    expect(logged).toContain(response.headers.get('x-trace-id'));
    expect(logged).not.toContain('hunter2');
  });

  it('continues the trace of the caller and says so', async () => {
    const { url } = await start({ routes: echo });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const response = await fetch(`${url}/trace`, {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });
    expect(response.headers.get('x-trace-id')).toBe(traceId);
    expect(await response.json()).toEqual({ traceId });
  });

  it('lets a request in flight finish when it closes, and takes no more', async () => {
    let arrived: () => void = () => undefined;
    let release: () => void = () => undefined;
    const inFlight = new Promise<void>((resolve) => (arrived = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const { url, close } = await start({
      routes: (app) => {
        app.get('/slow', async () => {
          arrived();
          await released;
          return { finished: true };
        });
      },
    });
    const answer = fetch(`${url}/slow`);
    await inFlight;
    const closed = close();
    await expect
      .poll(() =>
        fetch(`${url}/livez`).then(
          (response) => response.status,
          () => 'refused',
        ),
      )
      .not.toBe(200);
    release();
    expect(await (await answer).json()).toEqual({ finished: true });
    await closed;
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    open.length = 0;
  });
});
