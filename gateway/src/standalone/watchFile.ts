import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { Logger } from '@ai-collective/platform/runtime';

/** Changes that come closer together than this are one, ms: files are often written in pieces. */
const quietMs = 100;

export interface FileWatch {
  readonly file: string;
  /** Called when something about the file may have changed. */
  readonly onChange: () => void;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Watches the folder of a file: editors and orchestrators replace files, by renaming or by a link of another name, and
 * what is watched would be the old one. Answers how to stop.
 */
export function watchFile({ file, onChange, log }: FileWatch): () => void {
  let quiet: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(onChange, quietMs).unref();
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(path.dirname(path.resolve(file)), { persistent: false }, changed);
    watcher.on('error', (error) =>
      log.warn({ err: error, file }, 'a file is watched no longer; SIGHUP reads it again'),
    );
  } catch (error) {
    log.warn({ err: error, file }, 'a file cannot be watched; SIGHUP reads it again');
  }
  return () => {
    clearTimeout(quiet);
    watcher?.close();
  };
}
