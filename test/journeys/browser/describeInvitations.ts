import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../system/Api.js';
import { secondCommunity } from '../../system/signIn.js';
import type { BrowserScene } from './BrowserScene.js';

const createdSchema = z.object({ createInvitation: z.object({ url: z.string() }) });

async function invitationOf(api: Api): Promise<string> {
  const { createInvitation } = await api.ask(createdSchema, {
    query: 'mutation Invite { createInvitation(input: { roles: [MEMBER] }) { url } }',
  });
  return createInvitation.url;
}

/** Accepting invitations. */
export function describeInvitations(scene: BrowserScene): void {
  describe('who is invited', () => {
    beforeAll(() => scene.beginAnew());

    test('opens an account, adds a passkey at once, and signs in with it the next time', async () => {
      await scene.page.goto(await invitationOf(scene.system.api));
      await scene.page.waitForURL((url) => url.hash === '');
      await scene.picture('join');
      await scene.page.getByLabel('What shall others call you?').fill('Grace');
      await scene.button('Open my account').click();
      await scene.see('Welcome, Grace');
      await scene.picture('joined');
      await scene.link('add a passkey to your account').click();
      await scene.page.getByLabel('Name of a new passkey').fill('My phone');
      await scene.button('Add a passkey').click();
      await scene.see('Keep these recovery codes');
      await scene.signOut();
      await scene.button('Sign in with a passkey').click();
      await scene.see('You are signed in as Grace');
    });

    test('joins another community with the account they have', async () => {
      const api = await secondCommunity(scene.system.api, 'orchard');
      await scene.page.goto(await invitationOf(api));
      await scene.picture('join-signed-in');
      await scene.button('Join as Grace').click();
      await scene.see('You have joined orchard.');
    });

    test('is told when an invitation is no good', async () => {
      // Another fragment alone would not load the page again.
      await scene.goto('/');
      await scene.goto(`/join/#code=${'x'.repeat(43)}`);
      await scene.button('Join as Grace').click();
      await scene.see('The invitation is unknown, expired, withdrawn or already used.');
      await scene.picture('join-refused');
      expect(await scene.sessions()).toHaveLength(1);
    });
  });
}
