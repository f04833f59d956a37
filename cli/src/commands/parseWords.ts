import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ApiError } from '../client/ApiError.js';

/** A command's words: options by name, and the rest in order. */
export interface Words<Flag extends string, Text extends string> {
  readonly values: Readonly<Partial<Record<Flag | 'json', boolean>>> &
    Readonly<Partial<Record<Text, string>>>;
  readonly positionals: readonly string[];
}

interface WordNames<Flag extends string, Text extends string> {
  /** Options without a value. */
  readonly flags?: readonly Flag[];
  /** Options with a value. */
  readonly texts?: readonly Text[];
}

/** Parses a command's words; `--json` is known to every command. Throws USAGE when they do not fit. */
export function parseWords<Flag extends string = never, Text extends string = never>(
  args: readonly string[],
  usage: string,
  { flags = [], texts = [] }: WordNames<Flag, Text> = {},
): Words<Flag, Text> {
  const options: NonNullable<ParseArgsConfig['options']> = { json: { type: 'boolean' } };
  for (const flag of flags) options[flag] = { type: 'boolean' };
  for (const text of texts) options[text] = { type: 'string' };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Words<Flag, Text>['values'], positionals };
  } catch (error) {
    throw usageError(usage, error instanceof Error ? error.message : undefined);
  }
}

/** The error for words that do not fit. */
export function usageError(usage: string, problem?: string): ApiError {
  return new ApiError('USAGE', `${problem === undefined ? '' : `${problem}\n`}Usage: ${usage}`);
}
