import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  clientId,
  clientSecret,
  startTestIssuer,
  type TestIssuer,
} from '../../../subgraphs/identity/test/oidc/startTestIssuer.js';
import type { BrowserScene } from './BrowserScene.js';

const trustedSchema = z.object({ trustIssuer: z.object({ redirectUri: z.string() }) });

/** Signing in at a real OpenID Connect issuer, by way of the real gateway. */
export function describeIssuers(scene: BrowserScene): void {
  describe('who has an account at an issuer', () => {
    let issuer: TestIssuer;

    beforeAll(async () => {
      await scene.beginAnew();
      issuer = await startTestIssuer();
      const trust = { issuer: issuer.url, clientId, clientSecret, displayName: 'Example Company' };
      const { trustIssuer } = await scene.system.api.ask(trustedSchema, {
        query: 'mutation Trust($input: TrustIssuerInput!) { trustIssuer(input: $input) { redirectUri } }',
        variables: { input: { ...trust, defaultRoles: ['MEMBER'] } },
      });
      issuer.register(trustIssuer.redirectUri);
      issuer.account = { sub: 'ada', name: 'Ada', email: 'ada@example.com', email_verified: true };
    });
    afterAll(() => issuer.close());

    const community = () => scene.page.getByRole('textbox', { name: 'Community' });
    const continueThere = () => scene.link('Continue with Example Company').click();

    test('finds it by the name of the community, and signs in with it', async () => {
      await scene.goto('/sign-in/');
      await community().fill('nowhere');
      await scene.button('Find it').click();
      await scene.see('“nowhere” has no single sign-on.');
      await community().fill('Home');
      await scene.button('Find it').click();
      await scene.link('Continue with Example Company').waitFor();
      await scene.picture('sign-in-issuer');
      await continueThere();
      await scene.page.waitForURL(`${scene.site}/`);
      await scene.see('You are signed in as Ada');
    });

    test('gets a new session with each sign-in, and the one before ends', async () => {
      const [before = ''] = await scene.sessions();
      await scene.goto('/sign-in/?community=home&next=/account/');
      await continueThere();
      await scene.page.waitForURL(`${scene.site}/account/`);
      await scene.see('You are signed in as Ada');
      expect(await scene.sessions()).not.toEqual([before]);
      expect(await scene.refusalOf(before)).toBe('SESSION_ENDED');
    });

    test('is told when the issuer says no, and can try again', async () => {
      await scene.beginAnew();
      issuer.denies = true;
      await scene.goto('/sign-in/?community=home');
      await continueThere();
      await scene.see('The other site did not sign you in.');
      expect(new URL(scene.page.url()).search).toBe('');
      await scene.picture('sign-in-denied');
      issuer.denies = false;
      await continueThere();
      await scene.see('You are signed in as Ada');
    });

    test('is shown no words that stand in the address', async () => {
      await scene.goto(`/sign-in/?error=${encodeURIComponent('Call 555-0100 <b>now</b>')}`);
      await scene.see('Signing in did not work.');
      expect(await scene.page.locator('body').innerText()).not.toContain('555');
    });

    test('links it to the account they have, signs in as the same person, and unlinks it', async () => {
      await scene.beginAnew();
      await scene.signInAsOwner();
      issuer.account = { sub: 'owner', name: 'Owner elsewhere' };
      await scene.goto('/account/');
      await scene.link('Link an account at Example Company').click();
      await scene.button('Unlink').waitFor();
      await scene.picture('account-linked');
      await scene.signOut();
      await continueThere();
      await scene.see('You are signed in as Owner');
      await scene.goto('/account/');
      await scene.button('Unlink').click();
      await scene.picture('account-unlinking');
      await scene.button('Unlink it').click();
      await scene.button('Unlink').waitFor({ state: 'detached' });
    });

    test('links nothing in an old session, and is told what to do', async () => {
      await scene.ageSessions();
      await scene.goto('/account/');
      await scene.link('Link an account at Example Company').click();
      await scene.see('You signed in a while ago.');
      expect(new URL(scene.page.url()).pathname).toBe('/account/');
      await scene.picture('account-link-refused');
      await scene.signInAsOwner();
      await scene.goto('/account/');
      await scene.link('Link an account at Example Company').click();
      await scene.button('Unlink').waitFor();
    });

    test('links no account that is somebody else’s', async () => {
      await scene.beginAnew();
      await scene.signInAsOwner();
      issuer.account = { sub: 'ada', name: 'Ada' };
      await scene.goto('/account/');
      await scene.link('Link an account at Example Company').click();
      await scene.see('That account is linked to another person here.');
    });
  });
}
