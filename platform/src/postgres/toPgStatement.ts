import { createHash } from 'node:crypto';

/** A statement as the driver takes it: prepared once a connection under its name. */
export interface PgStatement {
  readonly name: string;
  readonly text: string;
}

const known = new Map<string, PgStatement>();

/** More than a service has. Statements are constants of the code; ones made at run time would fill every connection. */
const mostKnown = 500;

/** A statement with each `?` written as PostgreSQL wants it: `$1`, `$2`, … It must have no other question marks. */
export function toPgStatement(statement: string): PgStatement {
  const kept = known.get(statement);
  if (kept !== undefined) return kept;
  if (known.size >= mostKnown) throw new RangeError('statements must not be made at run time');
  let count = 0;
  const text = statement.replaceAll('?', () => `$${(count += 1)}`);
  const made = { name: createHash('sha256').update(text).digest('base64url'), text };
  known.set(statement, made);
  return made;
}
