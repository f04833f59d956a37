import { deviceAuthorizationPath, tokenPath } from '@ai-collective/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { signInByDevice, type DeviceSignIn } from '../../src/client/signInByDevice.js';
import { startFakeGateway, type FakeGateway } from '../startFakeGateway.js';

const tokens = { access_token: 'access', token_type: 'Bearer', expires_in: 900, refresh_token: 'aicr_1' };
const begun = {
  device_code: 'long',
  user_code: 'WDJB-MJHT',
  verification_uri: 'http://h/device',
  verification_uri_complete: 'http://h/device?code=WDJB-MJHT',
  expires_in: 600,
  interval: 5,
};
const refusal = (error: string, status = 400) => ({
  ...{ status, error, code: error.toUpperCase() },
  error_description: error,
});

describe('signInByDevice', () => {
  let gateway: FakeGateway | undefined;
  afterEach(async () => gateway?.close());

  /** Signs in where the polls are answered one after the other; notes how long was waited before each. */
  async function signIn(answers: readonly object[], changes: Partial<DeviceSignIn> = {}) {
    const left = [...answers];
    const pauses: number[] = [];
    const started = await startFakeGateway(({ path }) =>
      path === deviceAuthorizationPath ? begun : left.shift(),
    );
    gateway = started;
    const codes: string[] = [];
    const outcome = await signInByDevice({
      url: started.url,
      deviceName: 'aic on laptop',
      signal: new AbortController().signal,
      onCode: ({ user_code }) => codes.push(user_code),
      pause: (milliseconds) => {
        pauses.push(milliseconds / 1000);
        return Promise.resolve();
      },
      ...changes,
    }).catch((error: unknown) => error);
    return { outcome, pauses, codes, asked: started.asked };
  }

  it('shows the code once, and asks until somebody has approved it', async () => {
    const pending = refusal('authorization_pending');
    const { outcome, pauses, codes, asked } = await signIn([pending, pending, tokens]);
    expect(outcome).toEqual(tokens);
    expect(codes).toEqual(['WDJB-MJHT']);
    expect(pauses).toEqual([5, 5, 5]);
    expect(new URLSearchParams(asked[0]?.body.toString()).get('device_name')).toBe('aic on laptop');
    expect(asked.slice(1).every(({ path }) => path === tokenPath)).toBe(true);
    expect(Object.fromEntries(new URLSearchParams(asked[1]?.body.toString()))).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'aic-cli',
      device_code: 'long',
    });
  });

  it('slows down by five seconds each time it is told to, and backs off from a gateway that is busy', async () => {
    const slow = refusal('slow_down');
    const busy = { ...refusal('temporarily_unavailable', 429), code: 'RATE_LIMITED' };
    const { outcome, pauses } = await signIn([
      slow,
      refusal('authorization_pending'),
      slow,
      busy,
      busy,
      tokens,
    ]);
    expect(outcome).toEqual(tokens);
    expect(pauses).toEqual([5, 10, 10, 15, 30, 60]);
  });

  it.each(['access_denied', 'expired_token', 'invalid_grant'])('ends with %s', async (error) => {
    const { outcome, pauses } = await signIn([refusal(error)]);
    expect(outcome).toMatchObject({ code: error.toUpperCase(), message: error });
    expect(pauses).toHaveLength(1);
  });

  it('goes on when the gateway cannot be reached for a while', async () => {
    const pauses: number[] = [];
    const { outcome } = await signIn([], {
      pause: async (milliseconds) => {
        await gateway?.close();
        pauses.push(milliseconds / 1000);
        if (pauses.length === 4) throw new Error('enough');
      },
    });
    expect(pauses).toEqual([5, 10, 20, 40]);
    expect(outcome).toMatchObject({ message: 'enough' });
  });

  it('is interrupted at once, while it waits', async () => {
    const interrupted = new AbortController();
    const started = await startFakeGateway(() => begun);
    gateway = started;
    const begunAt = Date.now();
    const running = signInByDevice({
      url: started.url,
      deviceName: 'laptop',
      signal: interrupted.signal,
      onCode: () => setTimeout(() => interrupted.abort(), 20),
    });
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(Date.now() - begunAt).toBeLessThan(4_000);
    expect(started.asked).toHaveLength(1);
  });
});
