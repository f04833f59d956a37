/**
 * Does what a clone still lacks before it can run: packages, the native Kafka client, the TypeScript build, the web
 * build. A second run does nothing and says nothing. It has no dependencies, since it is what installs them.
 *
 * Everything is written to stderr: stdout belongs to the command that follows.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `AI Collective needs Node 20.19 or newer; this is ${process.versions.node}.\n` +
      'Install a current one from https://nodejs.org/ (or: nvm install 22).\n',
  );
  process.exit(1);
}

// Imported only now, so that an old Node reads the message above and not a syntax error.
const { setUp } = await import('./setup/setUp.mjs');
const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.exitCode = await setUp(root);
