import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { localHeaders, nodeGypCommand } from './npm.mjs';
import { distributionHere, missingTools, searchPath, toolchainCommand } from './requirements.mjs';
import { runCommand } from './runCommand.mjs';
import { SetupError } from './SetupError.mjs';

const binding = 'build/Release/node-librdkafka.node';
const buildTimeoutMs = 30 * 60_000;

/**
 * The step that compiles node-rdkafka and its librdkafka, or takes the result of an earlier compilation: `npm ci`
 * deletes what was built, and building takes minutes.
 * @param {string} root
 */
export function kafkaClientStep(root) {
  const folder = join(root, 'node_modules/node-rdkafka');
  return {
    title: 'Compiling the Kafka client (librdkafka; a few minutes, once)',
    isDone() {
      if (!existsSync(join(folder, binding))) return false;
      if (restored(root, folder)) return true;
      if (!loads(root)) return false;
      // Built by npm itself: good as well, and worth keeping.
      keep(folder, keptBuild(root, folder));
      return true;
    },
    async run() {
      const kept = keptBuild(root, folder);
      if (restore(kept, folder) && loads(root)) return;
      refuseWithoutTools();
      await compile(folder);
      if (!loads(root))
        throw new SetupError('the compiled Kafka client does not load', 'Run `npm run setup` again.');
      keep(folder, kept);
    },
  };
}

/**
 * Where a finished build is kept: it fits one version of the package and one kind of Node only.
 * @param {string} root
 * @param {string} folder
 */
function keptBuild(root, folder) {
  const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  const name = [
    'node-rdkafka',
    version,
    process.platform,
    process.arch,
    `abi${process.versions.modules}`,
  ].join('-');
  return join(root, '.cache', name);
}

/**
 * Whether the build in place is the kept one, which was loaded before it was kept.
 * @param {string} root
 * @param {string} folder
 */
function restored(root, folder) {
  const kept = join(keptBuild(root, folder), binding);
  return existsSync(kept) && readFileSync(kept).equals(readFileSync(join(folder, binding)));
}

/**
 * Whether Node can load the client; tried in a process of its own, which a bad binary may crash.
 * @param {string} root
 */
function loads(root) {
  const { status } = spawnSync(process.execPath, ['-e', "require('node-rdkafka')"], {
    cwd: root,
    timeout: 30_000,
  });
  return status === 0;
}

function refuseWithoutTools() {
  const missing = missingTools(process.env, searchPath(process.env['PATH'] ?? ''));
  if (missing.length === 0) return;
  throw new SetupError(
    `compiling the Kafka client needs ${missing.join(', ')}, not found on the PATH`,
    `Install with: ${toolchainCommand(process.platform, distributionHere())}`,
  );
}

/**
 * librdkafka is configured first and by itself: in a parallel build, compiling would race with it.
 * @param {string} folder
 */
async function compile(folder) {
  const advice = `Check the toolchain (${toolchainCommand(process.platform, distributionHere())}), then try again.`;
  const options = { timeoutMs: buildTimeoutMs, advice };
  if (process.platform !== 'win32') {
    await runCommand([process.execPath, '../util/configure'], { ...options, cwd: join(folder, 'deps') });
  }
  const build = (/** @type {number} */ jobs) =>
    runCommand(nodeGypCommand(['rebuild']), { ...options, cwd: folder, env: buildEnvironment(jobs) });
  const jobs = availableParallelism();
  if (jobs === 1) return build(1);
  // A make that cannot build it in parallel may still do it one by one.
  return build(jobs).catch((error) => (isMakeFailure(error) ? build(1) : Promise.reject(error)));
}

/** @param {unknown} error */
function isMakeFailure(error) {
  return (
    error instanceof SetupError &&
    /make.*(Error|No rule)/.test(error.output) &&
    !/ENOSPC|No space/.test(error.output)
  );
}

/** @param {number} jobs */
function buildEnvironment(jobs) {
  const headers = localHeaders();
  const nodedir =
    headers !== null && process.env['npm_config_nodedir'] === undefined
      ? { npm_config_nodedir: headers }
      : {};
  return { ...process.env, ...nodedir, MAKEFLAGS: `-j${jobs}`, JOBS: String(jobs) };
}

/**
 * The files of a build that are needed to run it.
 * @param {string} folder
 */
function runtimeFiles(folder) {
  const libraries = existsSync(join(folder, 'build/deps')) ? readdirSync(join(folder, 'build/deps')) : [];
  return [
    binding,
    ...libraries.filter((name) => /\.so(\.\d+)*$|\.dylib$/.test(name)).map((name) => `build/deps/${name}`),
  ];
}

/**
 * Copies a build to where `npm ci` does not reach.
 * @param {string} folder
 * @param {string} kept
 */
function keep(folder, kept) {
  const aside = `${kept}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  copyBuild(folder, aside);
  rmSync(kept, { recursive: true, force: true });
  try {
    renameSync(aside, kept);
  } catch {
    // Another setup kept it at the same moment; either copy will do.
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * @param {string} kept
 * @param {string} folder
 */
function restore(kept, folder) {
  if (!existsSync(join(kept, binding))) return false;
  copyBuild(kept, folder);
  return true;
}

/**
 * Copies what of a build is needed to run it, from one folder of the package to another.
 * @param {string} from
 * @param {string} to
 */
export function copyBuild(from, to) {
  for (const file of runtimeFiles(from)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file), { verbatimSymlinks: true });
  }
}
