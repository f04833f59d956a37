import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../system/eventually.js';
import { startProgram, type RunningProgram } from '../../system/runProgram.js';
import { projectRoot, temporaryFolder } from '../../system/TestSystem.js';
import type { BrowserScene } from './BrowserScene.js';

interface Terminal {
  readonly program: RunningProgram;
  readonly code: string;
}

/** Answering a terminal that shows a code. The terminals are real ones, which ask every five seconds, so they wait together. */
export function describeDeviceApproval(scene: BrowserScene): void {
  describe('who is asked by a terminal', () => {
    const folders: string[] = [];
    let wanted: Terminal;
    let unwanted: Terminal;

    beforeAll(async () => {
      await scene.beginAnew();
      [wanted, unwanted] = await Promise.all([waitingTerminal(), waitingTerminal()]);
    });
    afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

    async function waitingTerminal(): Promise<Terminal> {
      const folder = await temporaryFolder();
      folders.push(folder);
      const script = path.join(projectRoot, 'cli/dist/main.js');
      const words = ['login', '--device', '--url', scene.system.api.connection.url];
      const program = startProgram(script, words, { environment: { AIC_CONFIG_DIR: folder } });
      const code = await eventually(
        'the code is shown',
        () => /[B-Z]{4}-[B-Z]{4}/.exec(program.output().err)?.[0],
      );
      return { program, code };
    }

    test('is told to sign in first', async () => {
      await scene.goto(`/device/?code=${wanted.code}`);
      await scene.see('You are not signed in.');
      await scene.picture('device-signed-out');
      const back = await scene.link('Sign in').getAttribute('href');
      expect(back).toBe(`/sign-in/?next=${encodeURIComponent(`/device/?code=${wanted.code}`)}`);
      await scene.signInAsOwner();
    });

    test('lets the terminal in that they started, by its link', async () => {
      await scene.goto(`/device/?code=${wanted.code}`);
      await scene.see('A terminal wants to act as you');
      await scene.picture('device');
      await scene.button('Let it in').click();
      await scene.see('It is let in');
      await scene.picture('device-approved');
    });

    test('turns another away, whose code they type', async () => {
      await scene.goto('/device/');
      await scene.picture('device-code');
      const field = scene.page.getByLabel('Code that the terminal or machine shows');
      await field.fill('bcdf ghjk');
      await scene.button('Continue').click();
      await scene.see('The code is unknown, expired or already answered.');
      await scene.picture('device-wrong-code');
      await field.fill(unwanted.code.toLowerCase().replace('-', ' '));
      await scene.button('Continue').click();
      await scene.see(unwanted.code);
      await scene.button('Turn it away').click();
      await scene.see('It was turned away.');
    });

    test('and the terminals do as they were told', async () => {
      const [letIn, turnedAway] = await Promise.all([wanted.program.ended, unwanted.program.ended]);
      expect(letIn).toMatchObject({
        code: 0,
        out: `Signed in to ${scene.system.api.connection.url} as owner of Home.\n`,
      });
      expect(turnedAway.code).not.toBe(0);
      expect(turnedAway.err).toContain('denied');
    });
  });
}
