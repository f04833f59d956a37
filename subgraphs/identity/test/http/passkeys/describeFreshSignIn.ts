import { beforeEach, describe, expect, it } from 'vitest';
import type { CreationOptions } from '../SoftwareAuthenticator.js';
import type { PasskeyScene } from './PasskeyScene.js';

const makeCodes = 'mutation { createRecoveryCodes { codes } }';
const link = 'mutation { createSignInLink { url } }';
const refused = { status: 403, body: { code: 'FRESH_SIGN_IN_REQUIRED' } };
const minute = 60_000;

/** New ways to sign in are made only by somebody who has just signed in. */
export function describeFreshSignIn(scene: PasskeyScene): void {
  describe('a session of a quarter of an hour', () => {
    beforeEach(() => scene.forgetPasskeys());

    it('adds no passkey, makes no recovery codes and no link of its own person’s; a minute before it does', async () => {
      const browser = await scene.signedInBrowser();
      const owner = scene.ownerIn(browser);
      scene.identity.skip(14 * minute);
      expect((await browser.register(scene.newAuthenticator())).status).toBe(200);
      expect((await scene.identity.query(owner, makeCodes)).codes).toEqual([]);
      expect((await scene.identity.query(owner, link)).codes).toEqual([]);
      scene.identity.skip(minute);
      expect(await browser.post('/auth/passkeys/register/options')).toMatchObject(refused);
      for (const operation of [makeCodes, link])
        expect((await scene.identity.query(owner, operation)).codes).toEqual(['FRESH_SIGN_IN_REQUIRED']);
    });

    it('may still finish to add the passkey that it began to add before', async () => {
      const browser = await scene.signedInBrowser();
      scene.identity.skip(14 * minute);
      const response = scene.newAuthenticator().create(await browser.options<CreationOptions>('register'));
      scene.identity.skip(2 * minute);
      const answer = await browser.post('/auth/passkeys/register/verify', { name: 'phone', response });
      expect(answer.status).toBe(200);
    });

    it('gives way to a new one, which may, when a passkey signs in again', async () => {
      const { browser, authenticator } = await scene.passkeyOf();
      scene.identity.skip(15 * minute);
      expect(await browser.post('/auth/passkeys/register/options')).toMatchObject(refused);
      await browser.signIn(authenticator);
      expect((await browser.register(scene.newAuthenticator())).status).toBe(200);
      expect((await scene.identity.query(scene.ownerIn(browser), makeCodes)).codes).toEqual([]);
    });

    it('is not renewed by letting a terminal in, nor by naming a session that is another’s or over', async () => {
      const { identity } = scene;
      const browser = await scene.signedInBrowser();
      const owner = scene.ownerIn(browser);
      const other = await scene.signedInBrowser(scene.meadow);
      const codesOf = async (session: string | undefined) =>
        (await identity.query({ ...scene.grove.owner, ...(session && { session }) }, makeCodes)).codes;
      expect(await codesOf(scene.ownerIn(other).session)).toEqual(['FRESH_SIGN_IN_REQUIRED']);
      expect(await codesOf(undefined)).toEqual(['FRESH_SIGN_IN_REQUIRED']);
      await identity.database.withoutTenant((em) =>
        em.execute("update session set method = 'DEVICE_CODE' where id = ?", [owner.session]),
      );
      expect(await codesOf(owner.session)).toEqual(['FRESH_SIGN_IN_REQUIRED']);
      const ended = await scene.signedInBrowser();
      const { session } = scene.ownerIn(ended);
      await ended.post('/auth/sign-out');
      expect(await codesOf(session)).toEqual(['FRESH_SIGN_IN_REQUIRED']);
    });
  });
}
