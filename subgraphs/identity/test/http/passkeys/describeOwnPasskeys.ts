import { newId } from '@ai-collective/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { addProofs } from '../../addProofs.js';
import type { PasskeyScene } from './PasskeyScene.js';

/** What owners of passkeys see and do. */
export function describeOwnPasskeys(scene: PasskeyScene): void {
  describe('the passkeys of an account', () => {
    beforeEach(() => scene.forgetPasskeys());
    const list = '{ viewer { recoveryCodesLeft passkeys { id name backedUp createdAt lastUsedAt } } }';
    const rename = 'mutation ($id: ID!, $name: String!) { renamePasskey(id: $id, name: $name) { name } }';
    const remove = 'mutation ($id: ID!) { removePasskey(id: $id) { id } }';
    const unlink = 'mutation ($id: ID!) { unlinkAccount(id: $id) { id } }';

    it('are listed to their owner, and to nobody else', async () => {
      const { id, authenticator } = await scene.passkeyOf();
      await scene.newBrowser().signIn(authenticator);
      expect(await scene.identity.ask(scene.grove.owner, list)).toMatchObject({
        viewer: {
          recoveryCodesLeft: 10,
          passkeys: [{ id, name: 'laptop', backedUp: false, lastUsedAt: expect.any(String) as unknown }],
        },
      });
      const nothing = { viewer: { recoveryCodesLeft: 0, passkeys: [] } };
      expect(await scene.identity.ask(scene.meadow.owner, list)).toEqual(nothing);
      expect(await scene.identity.ask({ ...scene.grove.owner, kind: 'SERVICE' }, list)).toEqual(nothing);
    });

    it('can be renamed and removed by their owner, and by nobody else', async () => {
      const { id } = await scene.passkeyOf();
      const name = 'work laptop';
      expect((await scene.identity.query(scene.meadow.owner, rename, { id, name })).codes).toEqual([
        'PASSKEY_NOT_FOUND',
      ]);
      expect((await scene.identity.query(scene.meadow.owner, remove, { id })).codes).toEqual([
        'PASSKEY_NOT_FOUND',
      ]);
      const service = { ...scene.grove.owner, kind: 'SERVICE' } as const;
      expect((await scene.identity.query(service, remove, { id })).codes).toEqual(['FORBIDDEN']);
      const anybody = { kind: 'ANONYMOUS', sub: '' } as const;
      expect((await scene.identity.query(anybody, remove, { id })).codes).toEqual(['UNAUTHENTICATED']);
      expect(await scene.identity.ask(scene.grove.owner, rename, { id, name })).toEqual({
        renamePasskey: { name },
      });
      expect(await scene.identity.ask(scene.grove.owner, remove, { id })).toEqual({ removePasskey: { id } });
      expect((await scene.auditOf('passkeys:remove', 'ALLOWED')).at(-1)).toMatchObject({ resource: { id } });
    });

    it('sign nobody in once they are removed', async () => {
      const { id, authenticator } = await scene.passkeyOf();
      await scene.identity.ask(scene.grove.owner, remove, { id });
      expect(await scene.newBrowser().signIn(authenticator)).toMatchObject({
        status: 401,
        body: { code: 'PASSKEY_INVALID' },
      });
    });

    it('keep one when nothing else signs in: no recovery code, and no account that still works', async () => {
      const { id, browser, recoveryCodes } = await scene.passkeyOf();
      const second = await browser.register(scene.newAuthenticator());
      for (const code of recoveryCodes ?? [])
        expect((await scene.newBrowser().post('/auth/recovery', { code })).status).toBe(200);
      expect(await scene.identity.ask(scene.grove.owner, remove, { id })).toEqual({ removePasskey: { id } });
      const last = (second.body.passkey as { id: string }).id;
      expect((await scene.identity.query(scene.grove.owner, remove, { id: last })).codes).toEqual([
        'LAST_SIGN_IN_METHOD',
      ]);
      await scene.identity.ask(scene.ownerIn(browser), 'mutation { createRecoveryCodes { codes } }');
      expect(await scene.identity.ask(scene.grove.owner, remove, { id: last })).toEqual({
        removePasskey: { id: last },
      });
    });

    it('can all go while an account at a trusted issuer signs in, which then stays', async () => {
      const { identity, grove } = scene;
      const { id } = await scene.passkeyOf();
      await identity.database.withoutTenant((em) => em.execute('delete from recovery_code'));
      const accounts = [
        await linkAccount('https://trusted.example'),
        await linkAccount('https://gone.example'),
      ];
      expect((await identity.query(grove.owner, remove, { id })).codes).toEqual(['LAST_SIGN_IN_METHOD']);
      await trustByRow('https://trusted.example');
      expect(await identity.ask(grove.owner, remove, { id })).toEqual({ removePasskey: { id } });
      expect((await identity.query(grove.owner, unlink, { id: accounts[0] })).codes).toEqual([
        'LAST_SIGN_IN_METHOD',
      ]);
      expect(await identity.ask(grove.owner, unlink, { id: accounts[1] })).toBeDefined();
    });

    it('and linked accounts do not both go when both are removed at the same time', async () => {
      const { identity, grove } = scene;
      await identity.database.withoutTenant((em) => em.execute('delete from linked_account'));
      for (let round = 0; round < 5; round += 1) {
        const { id } = await scene.passkeyOf();
        await identity.database.withoutTenant((em) => em.execute('delete from recovery_code'));
        const account = await linkAccount('https://trusted.example');
        const answers = await Promise.all([
          identity.query(grove.owner, remove, { id }),
          identity.query(grove.owner, unlink, { id: account }),
        ]);
        expect(answers.flatMap(({ codes }) => codes)).toEqual(['LAST_SIGN_IN_METHOD']);
        await scene.forgetPasskeys();
        await identity.database.withoutTenant((em) => em.execute('delete from linked_account'));
      }
    });

    async function linkAccount(issuer: string): Promise<string> {
      const { linkedAccount } = await addProofs(scene.identity, scene.grove.ownerId);
      await scene.identity.database.withoutTenant(async (em) => {
        await em.execute('update linked_account set issuer = ? where id = ?', [issuer, linkedAccount]);
        await em.execute("delete from passkey where public_key = 'key'");
        await em.execute('delete from recovery_code');
      });
      return linkedAccount;
    }

    async function trustByRow(issuer: string): Promise<void> {
      const { identity, grove } = scene;
      await identity.database.withTenant(grove.id, (em) =>
        em.execute(
          `insert into trusted_issuer (id, tenant_id, issuer, client_id, display_name, email_domains, default_roles,
             created_by, created_at, changed_at) values (?, ?, ?, 'x', 'x', '{}', '{}', 'x', now(), now())`,
          [newId('trustedIssuer'), grove.id, issuer],
        ),
      );
    }
  });
}
