import { readFile } from 'node:fs/promises';

/**
 * Memory a process occupies, in bytes, or null where the system does not tell: Linux does, through /proc.
 * Elsewhere only the limit on JavaScript's heap holds.
 */
export async function residentBytes(pid: number): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
