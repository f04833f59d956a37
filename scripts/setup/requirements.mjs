import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What compiling the Kafka client needs, and the programs of which one must be on the PATH.
 * @type {readonly { readonly name: string, readonly programs: readonly string[], readonly variable?: string }[]}
 */
const tools = [
  { name: 'a C++ compiler', programs: ['g++', 'c++', 'clang++'], variable: 'CXX' },
  { name: 'a C compiler', programs: ['gcc', 'cc', 'clang'], variable: 'CC' },
  { name: 'make', programs: ['make', 'gmake'], variable: 'MAKE' },
  { name: 'Python 3', programs: ['python3', 'python'], variable: 'npm_config_python' },
  { name: 'bash', programs: ['bash'] },
];

/**
 * Names of the build tools that are absent; a variable such as CXX stands in for its program.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {(program: string) => boolean} isOnPath
 * @returns {string[]}
 */
export function missingTools(environment, isOnPath) {
  return tools
    .filter(({ programs, variable }) => !(variable && environment[variable]) && !programs.some(isOnPath))
    .map(({ name }) => name);
}

/**
 * The command that installs the whole toolchain here.
 * @param {NodeJS.Platform} platform
 * @param {string} distribution ID and ID_LIKE of /etc/os-release
 */
export function toolchainCommand(platform, distribution) {
  if (platform === 'darwin') return 'xcode-select --install';
  if (platform === 'win32') return 'winget install Microsoft.VisualStudio.2022.BuildTools Python.Python.3.12';
  if (/alpine/.test(distribution)) return 'sudo apk add build-base python3 bash linux-headers';
  if (/fedora|rhel|centos/.test(distribution)) return 'sudo dnf install -y gcc gcc-c++ make python3';
  if (/arch/.test(distribution)) return 'sudo pacman -S --needed base-devel python';
  if (/suse/.test(distribution)) return 'sudo zypper install -y gcc gcc-c++ make python3';
  return 'sudo apt-get install -y build-essential python3';
}

/** ID and ID_LIKE of this machine's distribution; empty where there is no such file. */
export function distributionHere() {
  try {
    const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
    return lines.filter((line) => /^ID(_LIKE)?=/.test(line)).join(' ');
  } catch {
    return '';
  }
}

/**
 * Whether a program is on the PATH and may be executed.
 * @param {string} path the PATH variable
 * @returns {(program: string) => boolean}
 */
export function searchPath(path) {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return (program) => folders.some((folder) => isExecutable(join(folder, program)));
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
