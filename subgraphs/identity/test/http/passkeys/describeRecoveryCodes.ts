import { beforeEach, describe, expect, it } from 'vitest';
import type { PasskeyScene } from './PasskeyScene.js';

/** Codes for when passkeys are lost. */
export function describeRecoveryCodes(scene: PasskeyScene): void {
  describe('recovery codes', () => {
    beforeEach(() => scene.forgetPasskeys());

    it('sign their owner in once, however they are typed and however many try', async () => {
      const { recoveryCodes } = await scene.passkeyOf();
      const [first = '', second = ''] = recoveryCodes ?? [];
      const browser = scene.newBrowser();
      const typed = ` ${first.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')}`;
      expect(await browser.post('/auth/recovery', { code: typed })).toMatchObject({
        status: 200,
        body: { person: { id: scene.grove.ownerId } },
      });
      expect((await scene.identity.resolve(browser.session ?? '')).status).toBe(200);
      expect((await scene.auditOf('sessions:begin', 'ALLOWED')).at(-1)).toMatchObject({
        details: { method: 'RECOVERY_CODE' },
      });
      const tries = await Promise.all(
        Array.from({ length: 10 }, () => scene.newBrowser().post('/auth/recovery', { code: second })),
      );
      expect(tries.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(tries.find(({ status }) => status === 401)?.body).toMatchObject({
        code: 'RECOVERY_CODE_INVALID',
      });
    });

    it('are void when new ones are made', async () => {
      const { browser, recoveryCodes } = await scene.passkeyOf();
      const { createRecoveryCodes } = await scene.identity.ask<{ createRecoveryCodes: { codes: string[] } }>(
        scene.ownerIn(browser),
        'mutation { createRecoveryCodes { codes } }',
      );
      expect(createRecoveryCodes.codes).toHaveLength(10);
      expect(await scene.newBrowser().post('/auth/recovery', { code: recoveryCodes?.[0] })).toMatchObject({
        status: 401,
        body: { code: 'RECOVERY_CODE_INVALID' },
      });
      const [code] = createRecoveryCodes.codes;
      expect((await scene.newBrowser().post('/auth/recovery', { code })).status).toBe(200);
    });

    it('are guessed less often by those who fail too often', async () => {
      const from = { 'x-forwarded-for': '203.0.113.11' };
      const guesses = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          scene.newBrowser().post('/auth/recovery', { code: `00000-00000-00000-${10_000 + index}` }, from),
        ),
      );
      expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(9);
    });

    it('end the session that the browser came with', async () => {
      const { browser, recoveryCodes } = await scene.passkeyOf();
      const before = browser.session ?? '';
      expect((await browser.post('/auth/recovery', { code: recoveryCodes?.[0] })).status).toBe(200);
      expect(await scene.identity.resolve(before)).toMatchObject({
        status: 401,
        body: { code: 'SESSION_ENDED' },
      });
    });
  });
}
