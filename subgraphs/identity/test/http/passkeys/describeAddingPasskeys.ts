import { beforeEach, describe, expect, it } from 'vitest';
import type { CreationOptions } from '../SoftwareAuthenticator.js';
import { elsewhere, type PasskeyScene } from './PasskeyScene.js';

/** Adding a passkey in a browser. */
export function describeAddingPasskeys(scene: PasskeyScene): void {
  describe('adding a passkey', () => {
    beforeEach(() => scene.forgetPasskeys());

    it('asks for one that finds its owner by itself and verifies them', async () => {
      const browser = await scene.signedInBrowser();
      const options = await browser.options<CreationOptions>('register');
      expect(options).toMatchObject({
        rp: { id: 'collective.example', name: 'AI Collective' },
        user: { id: Buffer.from(scene.grove.ownerId).toString('base64url'), displayName: 'Owner of grove' },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        timeout: 300_000,
      });
    });

    it('the first time makes ten recovery codes, and no more the second time', async () => {
      const { browser, recoveryCodes } = await scene.passkeyOf();
      expect(new Set(recoveryCodes).size).toBe(10);
      for (const code of recoveryCodes ?? []) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{5}-?){4}$/);
      const second = await browser.register(scene.newAuthenticator());
      expect(second).toMatchObject({ status: 200, body: { recoveryCodes: null } });
    });

    it('is recorded, without anything secret', async () => {
      const { id, recoveryCodes } = await scene.passkeyOf();
      const records = await scene.auditOf('passkeys:add', 'ALLOWED');
      expect(records.at(-1)).toMatchObject({
        communityId: scene.grove.id,
        actor: { subject: scene.grove.ownerId, kind: 'PERSON' },
        resource: { type: 'Passkey', id },
      });
      for (const code of recoveryCodes ?? []) expect(JSON.stringify(records)).not.toContain(code);
    });

    it('needs a session', async () => {
      const browser = scene.newBrowser();
      expect(await browser.post('/auth/passkeys/register/options')).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHENTICATED' },
      });
      browser.cookies.set('aic_session', scene.grove.apiKey);
      expect((await browser.post('/auth/passkeys/register/options')).status).toBe(401);
    });

    it.each([
      [
        'another challenge',
        { challenge: Buffer.alloc(32).toString('base64url') },
        'PASSKEY_CHALLENGE_INVALID',
      ],
      ['another origin', { origin: elsewhere }, 'PASSKEY_INVALID'],
      ['another relying party', { rpId: 'evil.test' }, 'PASSKEY_INVALID'],
      ['another ceremony', { type: 'webauthn.get' }, 'PASSKEY_INVALID'],
      ['an unverified user', { userVerified: false }, 'PASSKEY_INVALID'],
    ])('refuses one made for %s', async (_what, lies, code) => {
      const browser = await scene.signedInBrowser();
      expect(await browser.register(scene.newAuthenticator(), lies)).toMatchObject({
        status: 401,
        body: { code },
      });
    });

    it('refuses to add the same one twice', async () => {
      const { browser, authenticator } = await scene.passkeyOf();
      expect(await browser.register(authenticator)).toMatchObject({
        status: 409,
        body: { code: 'PASSKEY_EXISTS' },
      });
    });

    it('refuses an answer to the challenge of somebody else', async () => {
      const [mine, theirs] = [await scene.signedInBrowser(), await scene.signedInBrowser(scene.meadow)];
      const options = await mine.options<CreationOptions>('register');
      theirs.cookies.set('aic_passkey', mine.cookies.get('aic_passkey') ?? '');
      const response = scene.newAuthenticator().create(options);
      expect(await theirs.post('/auth/passkeys/register/verify', { name: 'x', response })).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_CHALLENGE_INVALID' },
      });
    });

    it('stops at twenty, however many come at the same time', async () => {
      const { session = '' } = await scene.signedInBrowser();
      const answers = await Promise.all(
        Array.from({ length: 22 }, () => {
          const browser = scene.newBrowser();
          browser.cookies.set('aic_session', session);
          return browser.register(scene.newAuthenticator());
        }),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'TOO_MANY_PASSKEYS' });
    });
  });
}
