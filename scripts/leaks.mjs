// Makes as many random operations in each mode of test/leaks as one likes, rather than as few as a run of all tests can wait for:
//   npm run test:leaks [-- --operations 100000] [--seed 1] [--first-batch 0]
// A leak is told with its seed: "seed 7000009" is seen again with --seed 7 --first-batch 9.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    'first-batch': { type: 'string', default: '0' },
  },
});

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'packages', '--disableConsoleIntercept', 'test/leaks'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      LEAK_OPERATIONS: values.operations,
      LEAK_SEED: values.seed,
      LEAK_FIRST_BATCH: values['first-batch'],
    },
  },
);
process.exitCode = status ?? 1;
