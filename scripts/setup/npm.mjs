import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * npm's own program file: the one that called us, else the one beside this Node; null when neither is there.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
export function findNpm(env = process.env) {
  const nodePrefix = dirname(dirname(realpathSync(process.execPath)));
  const candidates = [
    env['npm_execpath'] ?? '',
    join(nodePrefix, 'lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(realpathSync(process.execPath)), 'node_modules/npm/bin/npm-cli.js'),
  ];
  return candidates.find((file) => file.endsWith('npm-cli.js') && existsSync(file)) ?? null;
}

/**
 * A command that runs npm with the given arguments, with this very Node.
 * @param {readonly string[]} args
 * @returns {[string, ...string[]]}
 */
export function npmCommand(args) {
  const npm = findNpm();
  return npm === null ? ['npm', ...args] : [process.execPath, npm, ...args];
}

/**
 * A command that runs node-gyp: the copy inside npm, else one fetched by npm.
 * @param {readonly string[]} args
 * @returns {[string, ...string[]]}
 */
export function nodeGypCommand(args) {
  const npm = findNpm();
  const bundled = npm === null ? '' : join(dirname(dirname(npm)), 'node_modules/node-gyp/bin/node-gyp.js');
  if (npm !== null && existsSync(bundled)) return [process.execPath, bundled, ...args];
  return npmCommand(['exec', '--yes', '--', 'node-gyp', ...args]);
}

/** The folder with this Node's own headers, which saves node-gyp a download; null when they are not installed. */
export function localHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? prefix : null;
}
