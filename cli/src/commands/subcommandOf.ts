import type { CommandContext } from './Command.js';
import { usageError } from './parseWords.js';

/** What a word after a command does with the words after it. */
export type Subcommand = (args: readonly string[], context: CommandContext) => Promise<void>;

/** What the first word names. Throws USAGE when it names nothing. */
export function subcommandOf(
  subcommands: ReadonlyMap<string, Subcommand>,
  name: string | undefined,
  usage: string,
): Subcommand {
  const found = subcommands.get(name ?? '');
  if (found === undefined) throw usageError(usage);
  return found;
}
