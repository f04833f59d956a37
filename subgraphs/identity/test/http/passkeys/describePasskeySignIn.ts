import { beforeEach, describe, expect, it } from 'vitest';
import type { CreationOptions, RequestOptions } from '../SoftwareAuthenticator.js';
import { elsewhere, type PasskeyScene } from './PasskeyScene.js';

/** Signing in with a passkey. */
export function describePasskeySignIn(scene: PasskeyScene): void {
  describe('signing in with a passkey', () => {
    beforeEach(() => scene.forgetPasskeys());

    it('needs no name, and sets the cookie of a new session of the kind PASSKEY', async () => {
      const { authenticator } = await scene.passkeyOf();
      const browser = scene.newBrowser();
      expect(await browser.options<RequestOptions>('sign-in')).toMatchObject({
        rpId: 'collective.example',
        userVerification: 'required',
      });
      expect(await browser.signIn(authenticator)).toEqual({
        status: 200,
        body: {
          person: { id: scene.grove.ownerId, name: 'Owner of grove' },
          community: { id: scene.grove.id, slug: 'grove', name: 'The grove' },
        },
      });
      expect(await scene.identity.resolve(browser.session ?? '')).toMatchObject({
        status: 200,
        body: { sub: scene.grove.ownerId, community: scene.grove.id },
      });
      expect((await scene.auditOf('sessions:begin', 'ALLOWED')).at(-1)).toMatchObject({
        details: { method: 'PASSKEY' },
      });
    });

    it('hides its cookies from scripts and other sites', async () => {
      const response = await scene.identity.post('/auth/passkeys/sign-in/options', {});
      expect(response.headers.get('set-cookie')).toMatch(
        /^aic_passkey=[\w-]{43}; Path=\/auth\/passkeys; HttpOnly; SameSite=Strict; Max-Age=300; Secure$/,
      );
      expect(response.headers.get('cache-control')).toBe('no-store');
    });

    it.each([
      [
        'another challenge',
        { challenge: Buffer.alloc(32).toString('base64url') },
        'PASSKEY_CHALLENGE_INVALID',
      ],
      ['another origin', { origin: elsewhere }, 'PASSKEY_INVALID'],
      ['another relying party', { rpId: 'evil.test' }, 'PASSKEY_INVALID'],
      ['another ceremony', { type: 'webauthn.create' }, 'PASSKEY_INVALID'],
      ['an unverified user', { userVerified: false }, 'PASSKEY_INVALID'],
      ['a person whose passkey it is not', { userHandle: 'cGVyXzE' }, 'PASSKEY_INVALID'],
    ])('refuses an assertion for %s', async (_what, lies, code) => {
      const { authenticator } = await scene.passkeyOf();
      const browser = scene.newBrowser();
      expect(await browser.signIn(authenticator, lies)).toMatchObject({ status: 401, body: { code } });
      expect(browser.session).toBeUndefined();
    });

    it('refuses a passkey nobody has added, and one that signs for another', async () => {
      const { authenticator } = await scene.passkeyOf();
      const stranger = scene.newAuthenticator();
      const browser = scene.newBrowser();
      const handle = Buffer.from(scene.grove.ownerId).toString('base64url');
      expect(await browser.signIn(stranger, { userHandle: handle })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_INVALID' },
      });
      const forged = stranger.get(await browser.options<RequestOptions>('sign-in'), { userHandle: handle });
      const { credentialId: id } = authenticator;
      const response = { ...forged, id, rawId: id };
      expect(await browser.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_INVALID' },
      });
    });

    it('takes an assertion once, however many times it is sent at the same time', async () => {
      const { authenticator } = await scene.passkeyOf();
      const browser = scene.newBrowser();
      const response = authenticator.get(await browser.options<RequestOptions>('sign-in'));
      const cookie = `aic_passkey=${browser.cookies.get('aic_passkey')}`;
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          scene.identity.post('/auth/passkeys/sign-in/verify', { response }, { cookie }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const refused = answers.find(({ status }) => status === 401);
      expect(await refused?.json()).toMatchObject({ code: 'PASSKEY_CHALLENGE_INVALID' });
    });

    it('takes no answer in another browser than the one that asked', async () => {
      const { authenticator } = await scene.passkeyOf();
      const response = authenticator.get(await scene.newBrowser().options<RequestOptions>('sign-in'));
      const other = scene.newBrowser();
      await other.options('sign-in');
      expect(await other.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_CHALLENGE_INVALID' },
      });
    });

    it('takes no answer after five minutes', async () => {
      const { authenticator } = await scene.passkeyOf();
      const browser = scene.newBrowser();
      const options = await browser.options<RequestOptions>('sign-in');
      scene.identity.skip(300_000);
      const response = authenticator.get(options);
      expect(await browser.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_CHALLENGE_INVALID' },
      });
    });

    it('takes no answer to a challenge for adding a passkey', async () => {
      const { browser, authenticator } = await scene.passkeyOf();
      const { challenge } = await browser.options<CreationOptions>('register');
      const response = authenticator.get({ challenge, rpId: 'collective.example' });
      expect(await browser.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_CHALLENGE_INVALID' },
      });
    });

    it.each([5, 4])('refuses, and records, a counter that goes from 5 to %d', async (counter) => {
      const { authenticator, id } = await scene.passkeyOf();
      expect((await scene.newBrowser().signIn(authenticator, { counter: 5 })).status).toBe(200);
      const copy = scene.newBrowser();
      expect(await copy.signIn(authenticator, { counter })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_COUNTER_WENT_BACK' },
      });
      expect(copy.session).toBeUndefined();
      expect((await scene.auditOf('sessions:begin', 'DENIED')).at(-1)).toMatchObject({
        communityId: scene.grove.id,
        resource: { type: 'Passkey', id },
        details: { reason: 'PASSKEY_COUNTER_WENT_BACK', kept: 5, received: counter },
      });
    });

    it('accepts authenticators that do not count', async () => {
      const { authenticator } = await scene.passkeyOf();
      const statuses = [
        (await scene.newBrowser().signIn(authenticator, { counter: 0 })).status,
        (await scene.newBrowser().signIn(authenticator, { counter: 0 })).status,
      ];
      expect(statuses).toEqual([200, 200]);
    });

    it('begins a new session and ends the one the browser came with', async () => {
      const { browser, authenticator } = await scene.passkeyOf();
      const before = browser.session ?? '';
      expect((await browser.signIn(authenticator)).status).toBe(200);
      expect(browser.session).not.toBe(before);
      expect(await scene.identity.resolve(before)).toMatchObject({
        status: 401,
        body: { code: 'SESSION_ENDED' },
      });
      const link = await scene.linkOf(scene.grove);
      const between = browser.session ?? '';
      expect((await browser.post('/auth/redeem', { code: link })).status).toBe(200);
      expect(await scene.identity.resolve(between)).toMatchObject({
        status: 401,
        body: { code: 'SESSION_ENDED' },
      });
    });

    it('bounds how many challenges one source can ask for', async () => {
      const from = { 'x-forwarded-for': '203.0.113.9' };
      const answers = await Promise.all(
        Array.from({ length: 70 }, () => scene.identity.post('/auth/passkeys/sign-in/options', {}, from)),
      );
      expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(65);
      expect(await answers.find(({ status }) => status === 429)?.json()).toMatchObject({
        code: 'RATE_LIMITED',
      });
    });

    it('is held up for those who fail too often', async () => {
      const from = { 'x-forwarded-for': '203.0.113.10' };
      const statuses = new Set<number>();
      for (let index = 0; index < 35; index += 1) {
        const browser = scene.newBrowser();
        const response = scene.newAuthenticator().get(await browser.options<RequestOptions>('sign-in'));
        statuses.add((await browser.post('/auth/passkeys/sign-in/verify', { response }, from)).status);
      }
      expect([...statuses]).toEqual([401, 429]);
    });
  });
}
