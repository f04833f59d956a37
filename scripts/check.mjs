/**
 * Runs every check, two at a time, each with its output whole and apart: `npm run check`. Exits with 1 when any fails,
 * and names those; a failure does not keep the others from being run. The one that takes longest comes first.
 */
import { spawn } from 'node:child_process';

const checks = ['check:lint', 'check:types', 'check:format', 'check:dependencies', 'check:unused'];
const atATime = 2;
const longestMs = 15 * 60_000;

/** Process groups under way: npm, and what it started. @type {Set<number>} */
const running = new Set();

/** @param {number | undefined} group */
function end(group) {
  if (group !== undefined && running.has(group)) process.kill(-group, 'SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const group of running) end(group);
    process.exit(1);
  });

/**
 * @param {string} check name of an npm script
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function run(check) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', check], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid !== undefined) running.add(child.pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => {
      output += `It took longer than ${longestMs / 60_000} minutes.\n`;
      end(child.pid);
    }, longestMs);
    const settle = (/** @type {boolean} */ ok) => {
      clearTimeout(timer);
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ ok, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      settle(false);
    });
    child.on('close', (code) => settle(code === 0));
  });
}

/** @type {string[]} */
const failed = [];
const waiting = [...checks];

async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const start = performance.now();
    const { ok, output } = await run(check);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    process.stdout.write(`${ok ? 'passed' : 'FAILED'} ${check} in ${seconds} s\n${output}`);
    if (!ok) failed.push(check);
  }
}

await Promise.all(Array.from({ length: atATime }, work));
if (failed.length > 0) process.stderr.write(`Failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
