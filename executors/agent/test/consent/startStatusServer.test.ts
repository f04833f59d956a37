import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Consent } from '../../src/consent/Consent.js';
import { openDoorKey, publishDoor } from '../../src/consent/openDoorKey.js';
import { PreferenceFile } from '../../src/consent/PreferenceFile.js';
import { defaultPreferences } from '../../src/consent/preferences.js';
import { startStatusServer } from '../../src/consent/startStatusServer.js';
import { eventually } from '../eventually.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const token = 'the-token';
const authorization = `Bearer ${token}`;

async function startDoor(notReady: string | null = null, directory?: string) {
  const folder = directory ?? (await temporaryDirectory());
  const consent = await Consent.open(folder);
  const preferences = await PreferenceFile.open({ directory: folder, defaults: defaultPreferences.personal });
  const server = await startStatusServer({
    host: '127.0.0.1',
    port: 0,
    consent,
    preferences,
    token,
    status: () => ({ paused: consent.paused }),
    notReady: () => notReady,
    leave: () => Promise.resolve('gone'),
    onLeft: () => undefined,
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const post = (path: string, body: string, type = 'application/json') =>
    fetch(url + path, { method: 'POST', body, headers: { 'content-type': type, authorization } });
  return { url, consent, preferences, post, port: server.port };
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
    const foreign = { 'content-type': 'application/json', authorization, origin: 'https://page.example' };
    expect((await fetch(`${url}/pause`, { method: 'POST', body: '{}', headers: foreign })).status).toBe(403);
    expect(consent.paused).toBeNull();
  });

  it('changes nothing for others who use the machine', async () => {
    const { url, consent, preferences } = await startDoor();
    for (const wrong of [{}, { authorization: 'Bearer' }, { authorization: 'Bearer the-tokem' }])
      for (const path of ['/pause', '/resume', '/caps']) {
        const headers = { 'content-type': 'application/json', ...wrong };
        expect((await fetch(url + path, { method: 'POST', body: '{"cores":1}', headers })).status).toBe(401);
      }
    expect([consent.paused, preferences.current.cores]).toEqual([null, null]);
  });

  it('keeps its secret over a restart, where only the owner can read it', async () => {
    const directory = await temporaryDirectory();
    const secret = await openDoorKey(directory);
    await publishDoor(directory, { url: 'http://127.0.0.1:1', token: secret });
    expect(await openDoorKey(directory)).toBe(secret);
    expect(await openDoorKey(await temporaryDirectory())).not.toBe(secret);
    if (process.platform !== 'win32')
      expect((await stat(join(directory, 'door.json'))).mode & 0o777).toBe(0o600);
  });

  it('pauses for a time', async () => {
    const { consent, post } = await startDoor();
    await post('/pause', '{"forSeconds":0.001}');
    await eventually(() => consent.paused === null);
    await post('/pause', '{"forSeconds":3600}');
    expect([consent.paused, (consent.until ?? 0) > Date.now()]).toEqual(['paused: by the owner', true]);
  });

  it('shows and changes caps, and keeps them over a restart', async () => {
    const directory = await temporaryDirectory();
    const { url, post } = await startDoor(null, directory);
    await post('/caps', '{"cores":2}');
    const changed = await (await post('/caps', '{"hours":"22:00-07:00"}')).json();
    expect(changed).toEqual({ ...defaultPreferences.personal, cores: 2, hours: '22:00-07:00' });
    expect(await (await fetch(`${url}/caps`)).json()).toEqual(changed);
    const again = await PreferenceFile.open({ directory, defaults: defaultPreferences.dedicated });
    expect(again.current).toEqual({ ...defaultPreferences.dedicated, cores: 2, hours: '22:00-07:00' });
  });

  it.each(['{"cores":0}', '{"hours":"at night"}', '{"cpuShare":101}', '{"unknown":1}', '[]', '{'])(
    'refuses the caps %s and changes nothing',
    async (body) => {
      const { post, preferences } = await startDoor();
      const answer = await post('/caps', body);
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'CAPS_INVALID' } }]);
      expect(preferences.current).toEqual(defaultPreferences.personal);
    },
  );

  it('does not start with preferences that cannot be read', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'preferences.json'), '{"cores":"many"}');
    const opened = PreferenceFile.open({ directory, defaults: defaultPreferences.personal });
    await expect(opened).rejects.toThrow(/preferences\.json cannot be read/);
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
    const { port, consent, preferences } = await startDoor();
    const options = {
      host: '127.0.0.1',
      port,
      consent,
      preferences,
      token,
      status: () => null,
      notReady: () => null,
      leave: () => Promise.resolve('gone'),
      onLeft: () => undefined,
    };
    await expect(startStatusServer({ ...options, log: pino({ level: 'silent' }) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
