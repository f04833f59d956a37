// npm run bench -- NAME [--quick] [--json] [--only PART …]: runs one benchmark, prints its table, appends it to RESULTS.md. With
// --only, contenders without PART in their name are left out where the benchmark allows it, and nothing is appended.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const folder = import.meta.dirname;
const names = [
  'gateway',
  'infer',
  'variants',
  'authz',
  'verification',
  'batching',
  'dispatch',
  'dispatcher',
  'heartbeat',
  'comparator',
  'governance',
];
/** Those that measure nothing of other packages. */
const withoutPeers = ['authz', 'verification', 'dispatcher', 'heartbeat'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const [name] = positionals;
if (!names.includes(name)) {
  console.error(`Usage: npm run bench -- ${names.join(' | ')} [--quick] [--json] [--only PART]`);
  process.exit(2);
}

if (!withoutPeers.includes(name)) installPeers();
const { bench } = await import(`./${name}.mjs`);
const say = (line) => console.error(line);
const { title, rows, targets } = await bench({ quick: values.quick, only: values.only, say });
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
  cwd: folder,
  encoding: 'utf8',
}).trim();
const table = markdown(rows);

console.log(`\n${title}\n\n${table}\n`);
for (const { name: target, value, target: wanted, ok } of targets)
  console.log(`${ok ? 'met   ' : 'MISSED'}  ${target}: ${value} (wanted ${wanted})`);
if (values.only.length === 0) appendFileSync(path.join(folder, 'RESULTS.md'), record());
if (values.json) console.log(JSON.stringify({ name, commit, rows, targets }));
process.exit();

/** Peers live in a package of their own, so that nothing of theirs ships. */
function installPeers() {
  if (isInstalled()) return;
  console.error('installing the peers to measure beside …');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}

/** Whether what is installed is what the lockfile says: npm notes in its own file when it installed. */
function isInstalled() {
  const note = path.join(folder, 'node_modules/.package-lock.json');
  return (
    existsSync(note) && statSync(note).mtimeMs >= statSync(path.join(folder, 'package-lock.json')).mtimeMs
  );
}

function markdown(list) {
  const columns = [...new Set(list.flatMap(Object.keys))];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const body = list.map((row) => line(columns.map((column) => String(row[column] ?? ''))));
  return [line(columns), line(columns.map(() => '---')), ...body].join('\n');
}

function record() {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const judged = targets.map(
    ({ name: target, value, target: wanted, ok }) =>
      `- ${ok ? 'met' : 'missed'}: ${target}: ${value} (wanted ${wanted})`,
  );
  const mode = values.quick ? ', quick' : '';
  return `\n## ${name}, ${new Date().toISOString().slice(0, 10)}, ${commit}${mode}\n\n${machine}\n\n${title}\n\n${table}\n\n${judged.join('\n')}\n`;
}
