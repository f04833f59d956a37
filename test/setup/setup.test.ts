import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));
const nothing = { packages: {} };
let root = '';

/** A clone in miniature: everything setup looks at, with stand-ins for the tools it runs. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aic-setup-'));
  cpSync(join(scripts, 'setup.mjs'), join(root, 'scripts/setup.mjs'));
  cpSync(join(scripts, 'setup'), join(root, 'scripts/setup'), { recursive: true });
  write('package.json', { name: 'miniature', version: '1.0.0' });
  write('package-lock.json', { name: 'miniature', version: '1.0.0', lockfileVersion: 3, ...nothing });
  write('tsconfig.json', { references: [{ path: 'contracts' }] });
  write('tsconfig.base.json', {});
  write('contracts/tsconfig.json', {});
  write('contracts/package.json', {});
  write('contracts/src/index.ts', 'export const one = 1;\n');
  write('web/index.html', '<!doctype html>');
  write('node_modules/.package-lock.json', nothing);
  write('node_modules/node-rdkafka/package.json', {
    name: 'node-rdkafka',
    version: '1.0.0',
    main: 'index.js',
  });
  write('node_modules/node-rdkafka/index.js', 'module.exports = {};\n');
  write('node_modules/node-rdkafka/build/Release/node-librdkafka.node', 'built');
  standIn('node_modules/typescript/bin/tsc', 'contracts/dist/.tsbuildinfo');
  standIn('node_modules/vite/bin/vite.js', 'web/dist/index.html');
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string | object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A program that writes one file and counts its runs. */
function standIn(program: string, output: string): void {
  write(
    program,
    `const fs = require('node:fs');
     fs.mkdirSync(${JSON.stringify(dirname(join(root, output)))}, { recursive: true });
     fs.appendFileSync(${JSON.stringify(join(root, output))}, 'x');`,
  );
}

function setUp(env: NodeJS.ProcessEnv = process.env): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/setup.mjs')], {
    cwd: root,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** A PATH with the given programs of this machine and no others. */
function pathWith(programs: readonly string[]): string {
  const folder = join(root, 'programs');
  mkdirSync(folder);
  for (const program of programs) {
    write(`programs/${program}`, '#!/bin/sh\nexit 1\n');
    chmodSync(join(folder, program), 0o755);
  }
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}

describe('setup', () => {
  it('does what is missing, keeps stdout clean, and is silent the second time', () => {
    const first = setUp();
    expect(first).toMatchObject({ status: 0, stdout: '' });
    expect(first.stderr).toContain('✓ Compiling TypeScript');
    expect(first.stderr).toContain('✓ Building the web pages');
    expect(first.stderr).not.toContain('Installing packages');
    expect(setUp()).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('repeats only the step whose sources changed', () => {
    setUp();
    write('web/index.html', '<!doctype html><title>changed</title>');
    const { stderr } = setUp();
    expect(stderr).toContain('✓ Building the web pages');
    expect(stderr).not.toContain('Compiling TypeScript');
  });

  it('compiles again when a source file goes', () => {
    write('contracts/src/two.ts', 'export const two = 2;\n');
    setUp();
    rmSync(join(root, 'contracts/src/two.ts'));
    expect(setUp().stderr).toContain('✓ Compiling TypeScript');
  });

  it('compiles again when the output was deleted', () => {
    setUp();
    rmSync(join(root, 'contracts/dist'), { recursive: true });
    expect(setUp().stderr).toContain('✓ Compiling TypeScript');
  });

  it('installs again when the lockfile asks for something else', () => {
    setUp();
    const packages = { 'node_modules/absent': { version: '1.0.0' } };
    write('package-lock.json', { name: 'miniature', version: '1.0.0', lockfileVersion: 3, packages });
    expect(setUp().stderr).toContain('Installing packages');
  });

  it('names the missing compiler and the command that installs it', () => {
    rmSync(join(root, 'node_modules/node-rdkafka/build'), { recursive: true });
    const { status, stderr } = setUp({
      ...process.env,
      CXX: '',
      PATH: pathWith(['gcc', 'make', 'python3', 'bash']),
    });
    expect(status).toBe(1);
    expect(stderr).toContain('compiling the Kafka client needs a C++ compiler, not found on the PATH');
    expect(stderr).toMatch(/Install with: \S+/);
    expect(stderr).not.toContain('at ');
  });

  it('shows the output of a failed step and leaves no lock behind', () => {
    write(
      'node_modules/typescript/bin/tsc',
      "console.log('contracts/src/index.ts(1,1): error TS1005'); process.exit(2);",
    );
    const { status, stderr } = setUp();
    expect(status).toBe(1);
    expect(stderr).toContain('✗ Compiling TypeScript');
    expect(stderr).toContain('error TS1005');
    expect(existsSync(join(root, '.cache/setup.lock'))).toBe(false);
  });

  it('says that the disk is full when a step runs out of room', () => {
    write(
      'node_modules/vite/bin/vite.js',
      "console.error('ENOSPC: no space left on device, write'); process.exit(1);",
    );
    const { status, stderr } = setUp();
    expect(status).toBe(1);
    expect(stderr).toContain('the disk is full');
    expect(stderr).toContain('Free about 2 GB');
  });

  it('keeps the compiled Kafka client, so that a new installation need not compile it', () => {
    expect(setUp().status).toBe(0);
    rmSync(join(root, 'node_modules/node-rdkafka/build'), { recursive: true });
    expect(setUp({ ...process.env, PATH: pathWith([]) }).status).toBe(0);
    expect(existsSync(join(root, 'node_modules/node-rdkafka/build/Release/node-librdkafka.node'))).toBe(true);
  });
});
