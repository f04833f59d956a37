import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, listFiles } from './fingerprint.mjs';
import { runCommand } from './runCommand.mjs';
import { readStamp, recordStep } from './stamp.mjs';

/**
 * The step that compiles every package `tsconfig.json` refers to. `tsc -b` finds out by itself that nothing changed,
 * but takes seconds for it; hashing the sources takes a fraction of one.
 * @param {string} root
 */
export function typeScriptBuildStep(root) {
  const projects = referencedProjects(root);
  const key = () => fingerprint(root, sourcesOf(root, projects), [readStamp(root).dependencies ?? '']);
  return {
    title: 'Compiling TypeScript',
    isDone: () =>
      readStamp(root).types === key() &&
      projects.every((project) => existsSync(join(root, project, 'dist/.tsbuildinfo'))),
    async run() {
      const before = key();
      await runCommand([process.execPath, 'node_modules/typescript/bin/tsc', '-b'], {
        cwd: root,
        timeoutMs: 10 * 60_000,
        advice: 'Correct the errors above, or get back to a clean tree (git status), then try again.',
      });
      recordStep(root, 'types', before);
    },
  };
}

/**
 * Folders of the projects the solution builds.
 * @param {string} root
 * @returns {string[]}
 */
function referencedProjects(root) {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return references.map((/** @type {{ path: string }} */ { path }) => path);
}

/**
 * @param {string} root
 * @param {readonly string[]} projects
 */
function sourcesOf(root, projects) {
  const sources = projects.flatMap((project) => [
    `${project}/tsconfig.json`,
    `${project}/package.json`,
    ...listFiles(root, `${project}/src`, (path) => /\.[cm]?tsx?$|\.json$/.test(path)),
  ]);
  return ['tsconfig.json', 'tsconfig.base.json', ...sources];
}
