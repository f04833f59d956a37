import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, listFiles } from './fingerprint.mjs';
import { runCommand } from './runCommand.mjs';
import { readStamp, recordStep } from './stamp.mjs';

/**
 * The step that bundles the web pages into web/dist, from where the gateway serves them.
 * @param {string} root
 */
export function webBuildStep(root) {
  const key = () => {
    const sources = listFiles(root, 'web', (path) => !path.startsWith('web/test/') && !path.endsWith('.md'));
    return fingerprint(root, sources, [readStamp(root).dependencies ?? '']);
  };
  return {
    title: 'Building the web pages',
    isDone: () => readStamp(root).web === key() && existsSync(join(root, 'web/dist/index.html')),
    async run() {
      const before = key();
      await runCommand(
        [process.execPath, join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
        {
          cwd: join(root, 'web'),
          timeoutMs: 10 * 60_000,
          advice: 'Correct the errors above, or get back to a clean tree (git status), then try again.',
        },
      );
      recordStep(root, 'web', before);
    },
  };
}
