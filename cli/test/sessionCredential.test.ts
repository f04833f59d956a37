import { setTimeout as delay } from 'node:timers/promises';
import { stat, utimes, writeFile } from 'node:fs/promises';
import { tokenPath } from '@ai-collective/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionCredential } from '../src/sessionCredential.js';
import type { SessionSettings } from '../src/settings.js';
import { AicUser } from './runAic.js';
import { startFakeGateway, type FakeGateway } from './startFakeGateway.js';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe('the credential of a session', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  let settings: SessionSettings;
  let given: number;

  beforeEach(async () => {
    user = await AicUser.create();
    given = 0;
    gateway = await startFakeGateway(({ body }) => {
      const token = new URLSearchParams(body.toString()).get('refresh_token');
      if (token !== `aicr_${given}`)
        return { status: 400, error: 'invalid_grant', error_description: 'no', code: 'REFRESH_TOKEN_REUSED' };
      given++;
      const tokens = { access_token: `access ${given}`, refresh_token: `aicr_${given}` };
      return { ...tokens, token_type: 'Bearer', expires_in: 900 };
    });
    settings = {
      url: gateway.url,
      refreshToken: 'aicr_0',
      accessToken: 'access 0',
      accessTokenExpiresAt: inSeconds(10),
    };
    await user.remember(settings);
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
  });

  it('is the access token as long as that is good', async () => {
    const fresh = { ...settings, accessTokenExpiresAt: inSeconds(600) };
    expect(await sessionCredential(user.settingsFile, fresh)()).toBe('access 0');
    expect(gateway.asked).toEqual([]);
  });

  it('is renewed shortly before it ends, and remembered for its owner only', async () => {
    const credential = sessionCredential(user.settingsFile, settings);
    expect(await credential()).toBe('access 1');
    expect(await credential()).toBe('access 1');
    expect(gateway.asked.map(({ path }) => path)).toEqual([tokenPath]);
    expect(await user.remembered()).toMatchObject({ accessToken: 'access 1', refreshToken: 'aicr_1' });
    expect((await stat(user.settingsFile)).mode & 0o777).toBe(0o600);
  });

  it('is renewed once by programs that run side by side: a second use would end the session', async () => {
    const programs = Array.from({ length: 10 }, () => sessionCredential(user.settingsFile, settings));
    const credentials = await Promise.all(programs.map((program) => program()));
    expect(new Set(credentials)).toEqual(new Set(['access 1']));
    expect(gateway.asked).toHaveLength(1);
  });

  it('says how to sign in again when the session has ended', async () => {
    given = 7;
    await expect(sessionCredential(user.settingsFile, settings)()).rejects.toMatchObject({
      code: 'SESSION_ENDED',
      message: expect.stringContaining('aic login') as string,
    });
    expect(await user.run(['jobs'])).toMatchObject({ code: 3, out: '' });
  });

  it('waits for whoever renews it, and breaks the lock of a program that was killed', async () => {
    const lock = `${user.settingsFile}.lock`;
    await writeFile(lock, '');
    const running = sessionCredential(user.settingsFile, settings)();
    await delay(200);
    expect(gateway.asked).toEqual([]);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    expect(await running).toBe('access 1');
    await expect(stat(lock)).rejects.toThrow();
  });
});
