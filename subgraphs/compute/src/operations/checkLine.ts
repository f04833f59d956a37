import { z } from 'zod';
import { checkItem, type ItemVerdict } from '../rules/checkItem.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';

/** Longest line of a file of items, in bytes: an item with as much inline as it may carry, and room for the rest. */
export const longestLine = 1_048_576;

const tensor = z.strictObject({ dtype: z.string(), shape: z.array(z.number()), data: z.string() });
const item = z.strictObject({
  inputs: z.array(z.strictObject({ name: z.string(), tensor: tensor.nullish(), blob: z.string().nullish() })),
});

export type LineVerdict = ItemVerdict | { readonly malformed: string };

/** Checks one line of a file of items: JSON of the very form that an item has in GraphQL. Null is a line too long to be kept. */
export function checkLine(declared: readonly TaskInputDeclaration[], line: Uint8Array | null): LineVerdict {
  if (line === null) return { malformed: `The line is longer than ${longestLine} bytes.` };
  const json = parseJson(line);
  if (json === undefined) return { malformed: 'The line is not JSON in UTF-8.' };
  const parsed = item.safeParse(json);
  if (parsed.success) return checkItem(declared, parsed.data.inputs);
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'The item' : issue.path.join('.');
  return { malformed: `${place} is not as in an item: ${issue?.message ?? 'it has another form'}.` };
}

function parseJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return undefined;
  }
}
