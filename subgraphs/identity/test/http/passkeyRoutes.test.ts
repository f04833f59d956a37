import { describe, expect, it } from 'vitest';
import type { RequestOptions } from './SoftwareAuthenticator.js';
import { describeAddingPasskeys } from './passkeys/describeAddingPasskeys.js';
import { describePasskeySignIn } from './passkeys/describePasskeySignIn.js';
import { describeFreshSignIn } from './passkeys/describeFreshSignIn.js';
import { describeOwnPasskeys } from './passkeys/describeOwnPasskeys.js';
import { describeRecoveryCodes } from './passkeys/describeRecoveryCodes.js';
import { elsewhere, PasskeyScene } from './passkeys/PasskeyScene.js';

const scene = new PasskeyScene();

describeAddingPasskeys(scene);
describePasskeySignIn(scene);
describeFreshSignIn(scene);
describeOwnPasskeys(scene);
describeRecoveryCodes(scene);

describe('requests of other sites', () => {
  const paths = [
    '/auth/passkeys/register/options',
    '/auth/passkeys/register/verify',
    '/auth/passkeys/sign-in/options',
    '/auth/passkeys/sign-in/verify',
    '/auth/recovery',
    '/auth/redeem',
    '/auth/sign-out',
  ];

  it.each(paths)('are refused at %s, and so is what forms can send', async (path) => {
    const browser = await scene.signedInBrowser();
    for (const origin of [elsewhere, 'null', 'http://collective.example'])
      expect(await browser.post(path, {}, { origin })).toMatchObject({
        status: 403,
        body: { code: 'ORIGIN_FORBIDDEN' },
      });
    expect(await browser.post(path, {}, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: { code: 'JSON_REQUIRED' },
    });
    expect((await scene.identity.resolve(browser.session ?? '')).status).toBe(200);
  });
});

it('neither the log nor the database holds a code or a challenge in clear', async () => {
  const { recoveryCodes } = await scene.passkeyOf();
  const browser = scene.newBrowser();
  const { challenge } = await browser.options<RequestOptions>('sign-in');
  const secrets = [...(recoveryCodes ?? []), challenge, browser.cookies.get('aic_passkey') ?? ''];
  const rows = await scene.identity.database.withoutTenant(async (em) => [
    await em.execute<object[]>('select * from recovery_code'),
    await em.execute<object[]>('select * from passkey_challenge'),
  ]);
  const text = JSON.stringify(rows) + scene.identity.logLines.join('\n');
  for (const secret of secrets) expect(text).not.toContain(secret);
});
