import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ApiError } from '../client/ApiError.js';

/** A command's words: options by name, and the rest in order. */
export interface Words<Flag extends string, Text extends string, List extends string> {
  readonly values: Readonly<Partial<Record<Flag | 'json', boolean>>> &
    Readonly<Partial<Record<Text, string>>> &
    Readonly<Partial<Record<List, readonly string[]>>>;
  readonly positionals: readonly string[];
}

interface WordNames<Flag extends string, Text extends string, List extends string> {
  /** Options without a value. */
  readonly flags?: readonly Flag[];
  /** Options with a value. */
  readonly texts?: readonly Text[];
  /** Options with a value that can be given several times. */
  readonly lists?: readonly List[];
}

/** Parses a command's words; `--json` is known to every command. Throws USAGE when they do not fit. */
export function parseWords<
  Flag extends string = never,
  Text extends string = never,
  List extends string = never,
>(
  args: readonly string[],
  usage: string,
  { flags = [], texts = [], lists = [] }: WordNames<Flag, Text, List> = {},
): Words<Flag, Text, List> {
  const options: NonNullable<ParseArgsConfig['options']> = { json: { type: 'boolean' } };
  for (const flag of flags) options[flag] = { type: 'boolean' };
  for (const text of texts) options[text] = { type: 'string' };
  for (const list of lists) options[list] = { type: 'string', multiple: true };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Words<Flag, Text, List>['values'], positionals };
  } catch (error) {
    throw usageError(usage, error instanceof Error ? error.message : undefined);
  }
}

/** The error for words that do not fit. */
export function usageError(usage: string, problem?: string): ApiError {
  return new ApiError('USAGE', `${problem === undefined ? '' : `${problem}\n`}Usage: ${usage}`);
}
