import { builtInRoles, type BuiltInRole } from '@ai-collective/contracts';
import { usageError } from './parseWords.js';

/** Roles as they are typed, `developer,operator`. Throws USAGE naming what is none. */
export function parseRoles(text: string | undefined, usage: string): readonly BuiltInRole[] {
  if (text === undefined) throw usageError(usage, 'Say which roles: --roles developer,operator');
  return text.split(',').map((word) => {
    const role = builtInRoles.find((candidate) => candidate === word.trim().toUpperCase());
    if (role !== undefined) return role;
    const known = builtInRoles.join(', ').toLowerCase();
    throw usageError(usage, `There is no role "${word}". There are: ${known}.`);
  });
}
