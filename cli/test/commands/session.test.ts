import { stat } from 'node:fs/promises';
import { deviceAuthorizationPath, revocationPath, tokenPath } from '@ai-collective/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';
import { startFakeGateway, type FakeGateway } from '../startFakeGateway.js';

const tokens = { access_token: 'access', token_type: 'Bearer', expires_in: 900, refresh_token: 'aicr_1' };

describe('the session of a terminal', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  let away: boolean;

  beforeEach(async () => {
    user = await AicUser.create();
    away = false;
    gateway = await startFakeGateway(({ path }) => {
      if (away) return { status: 502, code: 'BAD_GATEWAY', message: 'away' };
      if (path === deviceAuthorizationPath)
        return {
          device_code: 'long',
          user_code: 'WDJB-MJHT',
          verification_uri: 'http://h/device',
          verification_uri_complete: 'http://h/device?code=WDJB-MJHT',
          expires_in: 600,
          interval: 1,
        };
      if (path === tokenPath) return tokens;
      if (path === revocationPath) return {};
      return {
        data: {
          viewer: { roles: ['OPERATOR'], community: { id: 'com_1', name: 'Home' } },
          jobs: { edges: [] },
        },
      };
    });
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
  });

  it.each([
    ['where a person sits at it', ['login'], true],
    ['where it is asked for', ['login', '--device'], false],
  ])('begins with a code that is approved elsewhere, %s', async (_name, words, interactive) => {
    const outcome = await user.run(words, { url: gateway.url, interactive });
    expect(outcome.code).toBe(0);
    expect(outcome.out).toBe(`Signed in to ${gateway.url} as operator of Home.\n`);
    expect(outcome.err).toContain('Open http://h/device in a browser and enter the code WDJB-MJHT');
    expect(outcome.out + outcome.err).not.toContain('aicr_1');
    expect(await user.remembered()).toMatchObject({ url: gateway.url, accessToken: 'access' });
    expect((await stat(user.settingsFile)).mode & 0o777).toBe(0o600);
    expect(await user.run(['jobs', '--json'])).toMatchObject({ code: 0 });
    expect(gateway.asked.at(-1)?.authorization).toBe('Bearer access');
  });

  it('does not begin where a key is given, nor in two ways at once', async () => {
    expect((await user.run(['login'], { url: gateway.url, interactive: true, apiKey: 'aic_key' })).code).toBe(
      0,
    );
    expect(await user.remembered()).toEqual({ url: gateway.url, apiKey: 'aic_key' });
    expect((await user.run(['login', '--device', '--key'])).code).toBe(2);
    expect((await user.run(['login', 'http://h/sign-in?code=x', '--device'])).code).toBe(2);
  });

  it('is not begun when it is interrupted, which is said with exit code 130', async () => {
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(), 300);
    const outcome = await user.run(['login', '--device'], { url: gateway.url, signal: interrupted.signal });
    expect(outcome).toMatchObject({ code: 130, out: '' });
    expect(gateway.asked).toHaveLength(1);
    await expect(stat(user.settingsFile)).rejects.toThrow();
  });

  it('ends with aic logout, there and here', async () => {
    await user.run(['login', '--device'], { url: gateway.url });
    expect(await user.run(['logout'])).toMatchObject({ code: 0, out: `Signed out of ${gateway.url}.\n` });
    expect(gateway.asked.at(-1)).toMatchObject({ path: revocationPath });
    expect(gateway.asked.at(-1)?.body.toString()).toBe('token=aicr_1');
    expect(await user.run(['jobs'])).toMatchObject({ code: 3 });
    expect(await user.run(['logout', '--json'])).toMatchObject({ code: 0, out: '{"signedOut":false}\n' });
  });

  it('is not forgotten as long as it cannot be ended', async () => {
    await user.run(['login', '--device'], { url: gateway.url });
    away = true;
    expect((await user.run(['logout'])).code).toBe(1);
    expect(await user.remembered()).toMatchObject({ refreshToken: 'aicr_1' });
  });

  it('was none when an API key is forgotten', async () => {
    await user.remember({ url: gateway.url, apiKey: 'aic_key' });
    const outcome = await user.run(['logout']);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.out).toContain('works on until it is revoked');
    expect(gateway.asked).toEqual([]);
    await expect(stat(user.settingsFile)).rejects.toThrow();
  });
});
