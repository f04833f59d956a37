import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('fixtures/stuckThread.mjs', import.meta.url));

it.skipIf(process.platform === 'win32')('ends a process whose abandoned thread never ends', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'aic-thread-'));
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const child = fork(script, [pipe], { stdio: 'ignore' });
  try {
    expect(await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })).toEqual([null, 'SIGKILL']);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
