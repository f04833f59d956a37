import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { missingTools, searchPath, toolchainCommand } from '../../scripts/setup/requirements.mjs';

const folders: string[] = [];

function folderWith(programs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'aic-path-'));
  folders.push(folder);
  for (const program of programs) {
    writeFileSync(join(folder, program), '#!/bin/sh\n');
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('missingTools', () => {
  it('names nothing when every tool is on the PATH', () => {
    const path = folderWith(['g++', 'gcc', 'make', 'python3', 'bash']);
    expect(missingTools({}, searchPath(path))).toEqual([]);
  });

  it('names the C++ compiler when only that is absent', () => {
    const path = folderWith(['gcc', 'make', 'python3', 'bash']);
    expect(missingTools({}, searchPath(path))).toEqual(['a C++ compiler']);
  });

  it('accepts any of the usual names of a tool', () => {
    const path = [folderWith(['clang++', 'clang']), folderWith(['gmake', 'python', 'bash'])].join(':');
    expect(missingTools({}, searchPath(path))).toEqual([]);
  });

  it('lets a variable such as CXX stand in for a program', () => {
    const path = folderWith(['gcc', 'make', 'python3', 'bash']);
    expect(missingTools({ CXX: '/opt/llvm/bin/clang++' }, searchPath(path))).toEqual([]);
  });

  it('does not take a file that may not be executed for a program', () => {
    const path = folderWith(['g++', 'gcc', 'make', 'python3', 'bash']);
    chmodSync(join(path, 'make'), 0o644);
    expect(missingTools({}, searchPath(path))).toEqual(['make']);
  });
});

describe('toolchainCommand', () => {
  it.each([
    ['linux', 'ID=debian', 'sudo apt-get install -y build-essential python3'],
    ['linux', 'ID=ubuntu ID_LIKE=debian', 'sudo apt-get install -y build-essential python3'],
    ['linux', 'ID="rocky" ID_LIKE="rhel centos fedora"', 'sudo dnf install -y gcc gcc-c++ make python3'],
    ['linux', 'ID=alpine', 'sudo apk add build-base python3 bash linux-headers'],
    ['darwin', '', 'xcode-select --install'],
  ] as const)('on %s with %s is %s', (platform, distribution, command) => {
    expect(toolchainCommand(platform, distribution)).toBe(command);
  });
});
