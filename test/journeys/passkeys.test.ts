import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownersLink } from '../system/signIn.js';
import { TestPage } from '../system/TestPage.js';
import { TestSystem } from '../system/TestSystem.js';

/** Where pictures of the pages go, for whoever wants to look at them. */
const pictures = process.env.AIC_TEST_PICTURES;

describe('a person with a browser', () => {
  let system: TestSystem;
  let tested: TestPage;
  let site: string;
  let codes: readonly string[];

  beforeAll(async () => {
    [system, tested] = await Promise.all([TestSystem.start(), TestPage.open()]);
    site = new URL(await ownersLink(system.api)).origin;
  });
  afterAll(async () => {
    await tested.close();
    await system.end();
  });

  const button = (name: string | RegExp) => tested.page.getByRole('button', { name });
  const see = (text: string | RegExp) => tested.page.getByText(text).first().waitFor();

  async function picture(name: string): Promise<void> {
    if (pictures === undefined) return;
    await tested.page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
  }

  async function signOut(): Promise<void> {
    await tested.page.goto(`${site}/account/`);
    await button('Sign out').click();
    await tested.page.waitForURL(`${site}/sign-in/`);
  }

  async function recover(code: string): Promise<void> {
    await tested.page.goto(`${site}/sign-in/`);
    await tested.page.getByRole('textbox', { name: 'Recovery code' }).fill(code);
    await button('Sign in with the code').click();
  }

  async function sessions(): Promise<readonly string[]> {
    const cookies = await tested.page.context().cookies(site);
    return cookies.filter(({ name }) => name === 'aic_session').map(({ value }) => value);
  }

  test('signs in by a link, which leaves the address bar', async () => {
    await tested.page.goto(await ownersLink(system.api));
    await tested.page.waitForURL((url) => url.search === '');
    await picture('link');
    await button('Sign in on this device').click();
    await see('You are signed in as');
    await picture('signed-in');
  });

  test('adds a passkey, and is shown ten recovery codes once', async () => {
    await tested.page.goto(`${site}/account/`);
    await see('You have none yet.');
    await tested.page.getByLabel('Name of a new passkey').fill('My laptop');
    await button('Add a passkey').click();
    await see('Keep these recovery codes');
    await picture('recovery-codes');
    codes = await tested.page.locator('.codes code').allTextContents();
    expect(codes).toHaveLength(10);
    expect(await tested.passkeys()).toBe(1);
    await button('I have kept them').click();
    await tested.page.reload();
    await see('You have 10 left.');
    await picture('account');
    expect(await tested.page.locator('.codes').count()).toBe(0);
  });

  test('signs out, and in again with the passkey alone', async () => {
    await signOut();
    expect(await sessions()).toEqual([]);
    await picture('sign-in');
    await button('Sign in with a passkey').click();
    await see('You are signed in as');
  });

  test('is led back to the page that asked to sign in, and to no other site', async () => {
    await signOut();
    await tested.page.goto(`${site}/account/`);
    await tested.page.getByRole('link', { name: 'Sign in' }).click();
    await button('Sign in with a passkey').click();
    await tested.page.waitForURL(`${site}/account/`);
    await see('My laptop');
    await tested.page.goto(`${site}/sign-in/?next=${encodeURIComponent('//evil.example/')}`);
    await button('Sign in with a passkey').click();
    await see('You are signed in as');
    expect(tested.page.url()).toBe(`${site}/sign-in/`);
  });

  test('gets a new session with each sign-in, and the one before ends', async () => {
    const [before = ''] = await sessions();
    await tested.page.goto(`${site}/sign-in/`);
    await button('Sign in with a passkey').click();
    await see('You are signed in as');
    const [after = ''] = await sessions();
    expect(after).not.toBe(before);
    const ended = await fetch(`${system.api.connection.url}/auth/passkeys/register/options`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `aic_session=${before}` },
      body: '{}',
    });
    expect([ended.status, await ended.json()]).toMatchObject([401, { code: 'SESSION_ENDED' }]);
  });

  test('who is not verified by the authenticator does not get in', async () => {
    await signOut();
    await tested.verifyUser(false);
    await button('Sign in with a passkey').click();
    await see('No passkey was chosen.');
    await tested.verifyUser(true);
    expect(await sessions()).toEqual([]);
  });

  test('signs in with a recovery code, but with none that is wrong or used', async () => {
    const [code = ''] = codes;
    await recover('00000-00000-00000-00000');
    await see('The recovery code is unknown, replaced or already used.');
    await picture('wrong-code');
    await recover(code.toUpperCase().replaceAll('-', ' '));
    await see('You are signed in as');
    await signOut();
    await recover(code);
    await see('The recovery code is unknown, replaced or already used.');
    expect(await sessions()).toEqual([]);
  });

  test('replaces the codes, and those before are void', async () => {
    await recover(codes[1] ?? '');
    await see('You are signed in as');
    await tested.page.goto(`${site}/account/`);
    await see('You have 8 left.');
    await button('Make new codes').click();
    await button('Replace them').click();
    await see('Keep these recovery codes');
    const replaced = await tested.page.locator('.codes code').allTextContents();
    await signOut();
    await recover(codes[2] ?? '');
    await see('The recovery code is unknown, replaced or already used.');
    await recover(replaced[0] ?? '');
    await see('You are signed in as');
  });

  test('renames and removes the passkey, which then signs nobody in', async () => {
    await tested.page.goto(`${site}/account/`);
    await button('Rename My laptop').click();
    await tested.page.getByLabel('New name of My laptop').fill('Old laptop');
    await button('Save').click();
    await button('Remove Old laptop').click();
    await picture('removing');
    await button('Remove it').click();
    await see('You have none yet.');
    await signOut();
    await button('Sign in with a passkey').click();
    await see('This passkey could not be verified.');
    await picture('removed-passkey');
  });

  test('sees pages that break no policy of theirs', () => {
    expect(tested.complaints.filter((complaint) => !complaint.includes('status of 401'))).toEqual([]);
  });
});
