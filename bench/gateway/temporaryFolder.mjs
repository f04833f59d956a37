import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder that is gone when the benchmark ends, however it ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'aic-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
