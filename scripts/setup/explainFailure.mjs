/**
 * Signs in a failed command's output, and what puts them right. The first that matches wins.
 * @type {readonly { readonly sign: RegExp, readonly message: string, readonly advice: string }[]}
 */
const explanations = [
  {
    sign: /ENOSPC|No space left on device|EDQUOT|disk quota exceeded/i,
    message: 'the disk is full',
    advice:
      'Free about 2 GB where this folder and the npm cache are (df -h . ; npm cache clean --force), then try again.',
  },
  {
    sign: /EUSAGE|can only install packages when your package\.json and package-lock\.json/,
    message: 'package-lock.json does not agree with the package.json files',
    advice: 'Run `npm install --ignore-scripts`, review the change of package-lock.json, then try again.',
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network request .* failed|ERR_SOCKET_TIMEOUT/,
    message: 'the package registry cannot be reached',
    advice: 'Check the network and proxy (npm config get registry; npm ping), then try again.',
  },
  {
    sign: /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|CERT_HAS_EXPIRED/,
    message: "the package registry's certificate is not trusted here",
    advice: 'Set NODE_EXTRA_CA_CERTS to the file of your certificate authority, then try again.',
  },
  {
    sign: /EACCES|EPERM|EROFS/,
    message: 'a file may not be written',
    advice: 'Check who owns this folder and the npm cache (ls -ld . ~/.npm), then try again.',
  },
  {
    sign: /Killed signal|signal terminated program cc1|out of memory|SIGKILL/i,
    message: 'a compiler ran out of memory',
    advice: 'Close other programs or use a machine with at least 2 GB of free memory, then try again.',
  },
  {
    sign: /not find a? ?[pP]ython|gyp ERR! find Python/,
    message: 'Python 3 is missing or not found',
    advice: 'Install it (Debian: sudo apt-get install -y python3), then try again.',
  },
];

/**
 * Says in one sentence why a command failed and what to do, from what it printed.
 * @param {string} output
 * @param {string} otherwise advice when nothing is recognised
 * @returns {{ readonly message: string, readonly advice: string }}
 */
export function explainFailure(output, otherwise) {
  const known = explanations.find(({ sign }) => sign.test(output));
  return known ?? { message: '', advice: otherwise };
}

/**
 * The last lines of a command's output, without its progress noise.
 * @param {string} output
 * @param {number} [lines]
 */
export function trimOutput(output, lines = 30) {
  const telling = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  const omitted = telling.length - lines;
  return omitted > 0
    ? [`… ${omitted} lines before`, ...telling.slice(-lines)].join('\n')
    : telling.join('\n');
}
