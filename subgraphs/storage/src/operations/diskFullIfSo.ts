import { errors } from '../errors.js';

/** The system's ways to say that nothing more can be written. */
const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** Runs work that writes to the disk; when the disk is full, it rejects with DISK_FULL. */
export async function diskFullIfSo<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && fullCodes.has(error.code)) throw errors.DISK_FULL();
    throw error;
  }
}
