import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Consent } from '../../src/consent/Consent.js';
import { startStatusServer } from '../../src/consent/startStatusServer.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

async function startDoor(notReady: string | null = null, directory?: string) {
  const consent = await Consent.open(directory ?? (await temporaryDirectory()));
  const server = await startStatusServer({
    host: '127.0.0.1',
    port: 0,
    consent,
    status: () => ({ paused: consent.paused }),
    notReady: () => notReady,
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const post = (path: string, body: string, type = 'application/json') =>
    fetch(url + path, { method: 'POST', body, headers: { 'content-type': type } });
  return { url, consent, post, port: server.port };
}

describe('the local door', () => {
  it('pauses and resumes, and tells why', async () => {
    const { url, consent, post } = await startDoor();
    const paused = await post('/pause', '{"reason":"on battery"}');
    expect(await paused.json()).toEqual({ paused: 'paused: on battery' });
    expect(await (await fetch(`${url}/status`)).json()).toEqual({ paused: 'paused: on battery' });
    await post('/resume', '');
    expect(consent.paused).toBeNull();
  });

  it('keeps a pause over a restart, and pauses when it cannot tell', async () => {
    const directory = await temporaryDirectory();
    const { post } = await startDoor(null, directory);
    await post('/pause', '{}');
    expect((await Consent.open(directory)).paused).toBe('paused: by the owner');
    await writeFile(join(directory, 'consent.json'), '{');
    expect((await Consent.open(directory)).paused).toMatch(/cannot be read/);
  });

  it('does nothing for a web page', async () => {
    const { url, consent, post } = await startDoor();
    expect((await post('/pause', '{}', 'text/plain')).status).toBe(415);
    const foreign = { 'content-type': 'application/json', origin: 'https://page.example' };
    expect((await fetch(`${url}/pause`, { method: 'POST', body: '{}', headers: foreign })).status).toBe(403);
    expect(consent.paused).toBeNull();
  });

  it('refuses a body that is no pause, or too long', async () => {
    const { post } = await startDoor();
    expect((await post('/pause', '{')).status).toBe(400);
    expect((await post('/pause', JSON.stringify({ reason: 'x'.repeat(10_000) }))).status).toBe(400);
    expect((await post('/nowhere', '{}')).status).toBe(404);
  });

  it('says whether it lives and is ready', async () => {
    const { url } = await startDoor('connecting');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', reason: 'connecting' }]);
  });

  it('fails to start on a port that is taken', async () => {
    const { port, consent } = await startDoor();
    const options = { host: '127.0.0.1', port, consent, status: () => null, notReady: () => null };
    await expect(startStatusServer({ ...options, log: pino({ level: 'silent' }) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
