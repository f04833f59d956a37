import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';

/** The user PostgreSQL runs as: ourselves, or somebody harmless when we are root, as whom it refuses to run. */
export interface RuntimeUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Finds that user: `postgres` where there is one, else `nobody`. */
export function runtimeUser(): RuntimeUser {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const user = lookUp(name);
    if (user !== undefined) return user;
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.',
  );
}

function lookUp(name: string): RuntimeUser | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** Where root keeps what another user must reach when the project's own folder is closed to others. */
const rootHome = '/var/lib/ai-collective';

/** A folder the user can reach for what belongs into `wanted`: `wanted` itself, or a place of its own under /var/lib. */
export function reachableFolder(wanted: string, user: RuntimeUser): string {
  const absolute = path.resolve(wanted);
  if (user.uid === undefined || isOpen(path.dirname(absolute))) return absolute;
  const id = createHash('sha256').update(absolute).digest('hex').slice(0, 12);
  return path.join(rootHome, id, path.basename(absolute));
}

/** Whether others may pass through every folder on the way (missing ones will be made so). */
function isOpen(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode;
  const open = mode === undefined || (mode & 0o001) !== 0;
  return open && (path.dirname(folder) === folder || isOpen(path.dirname(folder)));
}
