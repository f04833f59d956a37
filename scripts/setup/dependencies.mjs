import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { npmCommand } from './npm.mjs';
import { runCommand } from './runCommand.mjs';
import { SetupError } from './SetupError.mjs';
import { readStamp, recordStep } from './stamp.mjs';

/** Bytes that installing and building takes at most, measured and rounded up. */
const neededBytes = 2 * 1024 ** 3;

/**
 * @typedef {object} LockedPackage an entry of a lockfile, as far as we look
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {boolean} [peer]
 */

/** @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages */

/**
 * Whether what is installed is what the lockfile asks for: no package missing (but optional ones), none too many,
 * none of another version.
 * @param {LockedPackages} wanted `packages` of package-lock.json
 * @param {LockedPackages} installed `packages` of node_modules/.package-lock.json
 */
export function installedMatches(wanted, installed) {
  const complete = Object.entries(wanted).every(
    ([path, { version, link, optional, devOptional, integrity }]) => {
      if (!path.includes('node_modules/') || link) return true;
      const found = installed[path];
      if (found === undefined) return optional === true || devOptional === true;
      return found.version === version && (integrity === undefined || found.integrity === integrity);
    },
  );
  return complete && Object.keys(installed).every((path) => path in wanted);
}

/**
 * What is said before starting when the disk is too full to finish; null when there is room.
 * @param {number} freeBytes
 * @param {string} folder
 */
export function diskShortage(freeBytes, folder) {
  if (freeBytes >= neededBytes) return null;
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GB free in ${folder}`;
  return new SetupError(
    `the disk is nearly full: ${free}, about 2 GB needed`,
    'Free some space, then try again.',
  );
}

/**
 * The step that installs every package the lockfile names.
 * @param {string} root
 */
export function dependenciesStep(root) {
  const key = fingerprint(root, ['package-lock.json'], [process.platform, process.arch]);
  return {
    title: 'Installing packages',
    isDone() {
      if (readStamp(root).dependencies === key) return true;
      if (!installedMatches(readPackages(root, 'package-lock.json'), readPackages(root, installedLockfile)))
        return false;
      recordStep(root, 'dependencies', key);
      return true;
    },
    async run() {
      const { bavail, bsize } = statfsSync(root);
      const shortage = diskShortage(bavail * bsize, root);
      if (shortage !== null) throw shortage;
      // Install scripts run in steps of their own: run by npm all at once, the Kafka client's parallel build fails.
      await runCommand(
        npmCommand(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
        {
          cwd: root,
          timeoutMs: 20 * 60_000,
          advice: 'Run `npm ci --ignore-scripts` to see it fail by itself.',
        },
      );
      recordStep(root, 'dependencies', key);
    },
  };
}

const installedLockfile = 'node_modules/.package-lock.json';

/**
 * @param {string} root
 * @param {string} file
 * @returns {LockedPackages}
 */
function readPackages(root, file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
