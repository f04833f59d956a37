import { beforeAll, describe, expect, test } from 'vitest';
import type { BrowserScene } from './BrowserScene.js';

/** What takes somebody who has just signed in. */
export function describeFreshSignIn(scene: BrowserScene): void {
  describe('whose session is older than a quarter of an hour', () => {
    beforeAll(async () => {
      await scene.beginAnew();
      await scene.signInAsOwner();
      await scene.goto('/account/');
      await scene.page.getByLabel('Name of a new passkey').fill('Phone');
      await scene.button('Add a passkey').click();
      await scene.see('never used');
    });

    test('confirms with a passkey, and then gets new recovery codes', async () => {
      await scene.ageSessions();
      const [before = ''] = await scene.sessions();
      expect(await scene.refusalOf(before)).toBe('FRESH_SIGN_IN_REQUIRED');
      await scene.goto('/account/');
      await scene.button('Make new codes').click();
      await scene.button('Replace them').click();
      await scene.see('You signed in a while ago.');
      await scene.picture('fresh-sign-in');
      await scene.button('Confirm with a passkey').click();
      await scene.see('Keep these recovery codes');
      expect(await scene.refusalOf(before)).toBe('SESSION_ENDED');
      expect(await scene.refusalOf((await scene.sessions())[0] ?? '')).toBeNull();
    });

    test('is led by the sign-in page back to the account', async () => {
      await scene.ageSessions();
      await scene.goto('/account/');
      await scene.page.getByLabel('Name of a new passkey').fill('Tablet');
      await scene.button('Add a passkey').click();
      await scene.link('Sign in again another way').click();
      await scene.button('Sign in with a passkey').click();
      await scene.page.waitForURL(`${scene.site}/account/`);
      await scene.see('Phone');
    });
  });
}
