import { parseArgs } from 'node:util';

/** What is to be done with the key files. */
export type Task =
  | { readonly kind: 'create' }
  | { readonly kind: 'rotate'; readonly leadSeconds: number }
  | { readonly kind: 'remove'; readonly kid: string }
  | { readonly kind: 'list' };

export interface RotationOptions {
  readonly task: Task;
  readonly files: readonly string[];
}

/** The files of `npm start`. */
const startFiles = ['.data/keys/passport.json', '.data/keys/identity.json'];

export const usage = `npm run rotate-keys -- [options] [FILE…]

Adds a key to each file of signing keys. It is published at once, and signs after a while; tokens of the former key are
accepted until they are over. Whoever uses the files takes them up within a second, without a restart.

  --lead SECONDS   time until the new key signs: longer than it takes until everybody has it (default 60)
  --remove KID     take away a key that is known to others: what it signed is refused within seconds; where it signs, a
                   fresh key does from now on
  --create         make files that are missing, with one key each
  --list           show which keys there are
  --help           show this

Without FILE: ${startFiles.join(' and ')}, those of npm start.
`;

/** Parses the command line; undefined when help was asked for. Throws an Error in words a person can act on. */
export function parseRotationOptions(args: readonly string[]): RotationOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      lead: { type: 'string', default: '60' },
      remove: { type: 'string' },
      create: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const files = positionals.length > 0 ? positionals : startFiles;
  const leadSeconds = Number(values.lead);
  if (!/^\d+$/.test(values.lead) || leadSeconds > 604_800)
    throw new Error(`--lead must be a number of seconds, a week at most, not "${values.lead}".`);
  if ([values.create, values.list, values.remove !== undefined].filter(Boolean).length > 1)
    throw new Error('Only one of --create, --list and --remove can be done at a time.');
  if (values.create) return { task: { kind: 'create' }, files };
  if (values.list) return { task: { kind: 'list' }, files };
  if (values.remove !== undefined) return { task: { kind: 'remove', kid: values.remove }, files };
  return { task: { kind: 'rotate', leadSeconds }, files };
}
