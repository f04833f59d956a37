import { describe, expect, test } from 'vitest';
import { ownersLink } from '../../system/signIn.js';
import type { BrowserScene } from './BrowserScene.js';

/** Signing in by a link, with a passkey, and with recovery codes. */
export function describePasskeys(scene: BrowserScene): void {
  describe('with passkeys', () => {
    let codes: readonly string[];

    async function recover(code: string): Promise<void> {
      await scene.goto('/sign-in/');
      await scene.page.getByRole('textbox', { name: 'Recovery code' }).fill(code);
      await scene.button('Sign in with the code').click();
    }

    test('signs in by a link, which leaves the address bar', async () => {
      await scene.page.goto(await ownersLink(scene.system.api));
      await scene.page.waitForURL((url) => url.search === '');
      await scene.picture('link');
      await scene.button('Sign in on this device').click();
      await scene.see('You are signed in as');
      await scene.picture('signed-in');
    });

    test('adds a passkey, and is shown ten recovery codes once', async () => {
      await scene.goto('/account/');
      await scene.see('You have none yet.');
      await scene.page.getByLabel('Name of a new passkey').fill('My laptop');
      await scene.button('Add a passkey').click();
      await scene.see('Keep these recovery codes');
      await scene.picture('recovery-codes');
      codes = await scene.page.locator('.codes code').allTextContents();
      expect(codes).toHaveLength(10);
      expect(await scene.tested.passkeys()).toBe(1);
      await scene.button('I have kept them').click();
      await scene.page.reload();
      await scene.see('You have 10 left.');
      await scene.picture('account');
      expect(await scene.page.locator('.codes').count()).toBe(0);
    });

    test('signs out, and in again with the passkey alone', async () => {
      await scene.signOut();
      expect(await scene.sessions()).toEqual([]);
      await scene.picture('sign-in');
      await scene.button('Sign in with a passkey').click();
      await scene.see('You are signed in as');
    });

    test('is led back to the page that asked to sign in, and to no other site', async () => {
      await scene.signOut();
      await scene.goto('/account/');
      await scene.page.getByRole('link', { name: 'Sign in' }).click();
      await scene.button('Sign in with a passkey').click();
      await scene.page.waitForURL(`${scene.site}/account/`);
      await scene.see('My laptop');
      await scene.goto(`/sign-in/?next=${encodeURIComponent('//evil.example/')}`);
      await scene.button('Sign in with a passkey').click();
      await scene.see('You are signed in as');
      expect(scene.page.url()).toBe(`${scene.site}/sign-in/`);
    });

    test('gets a new session with each sign-in, and the one before ends', async () => {
      const [before = ''] = await scene.sessions();
      await scene.goto('/sign-in/');
      await scene.button('Sign in with a passkey').click();
      await scene.see('You are signed in as');
      const [after = ''] = await scene.sessions();
      expect(after).not.toBe(before);
      expect(await scene.refusalOf(before)).toBe('SESSION_ENDED');
    });

    test('who is not verified by the authenticator does not get in', async () => {
      await scene.signOut();
      await scene.tested.verifyUser(false);
      await scene.button('Sign in with a passkey').click();
      await scene.see('No passkey was chosen.');
      await scene.tested.verifyUser(true);
      expect(await scene.sessions()).toEqual([]);
    });

    test('signs in with a recovery code, but with none that is wrong or used', async () => {
      const [code = ''] = codes;
      await recover('00000-00000-00000-00000');
      await scene.see('The recovery code is unknown, replaced or already used.');
      await scene.picture('wrong-code');
      await recover(code.toUpperCase().replaceAll('-', ' '));
      await scene.see('You are signed in as');
      await scene.signOut();
      await recover(code);
      await scene.see('The recovery code is unknown, replaced or already used.');
      expect(await scene.sessions()).toEqual([]);
    });

    test('replaces the codes, and those before are void', async () => {
      await recover(codes[1] ?? '');
      await scene.see('You are signed in as');
      await scene.goto('/account/');
      await scene.see('You have 8 left.');
      await scene.button('Make new codes').click();
      await scene.button('Replace them').click();
      await scene.see('Keep these recovery codes');
      const replaced = await scene.page.locator('.codes code').allTextContents();
      await scene.signOut();
      await recover(codes[2] ?? '');
      await scene.see('The recovery code is unknown, replaced or already used.');
      await recover(replaced[0] ?? '');
      await scene.see('You are signed in as');
    });

    test('renames and removes the passkey, which then signs nobody in', async () => {
      await scene.goto('/account/');
      await scene.button('Rename My laptop').click();
      await scene.page.getByLabel('New name of My laptop').fill('Old laptop');
      await scene.button('Save').click();
      await scene.button('Remove Old laptop').click();
      await scene.picture('removing');
      await scene.button('Remove it').click();
      await scene.see('You have none yet.');
      await scene.signOut();
      await scene.button('Sign in with a passkey').click();
      await scene.see('This passkey could not be verified.');
      await scene.picture('removed-passkey');
    });
  });
}
