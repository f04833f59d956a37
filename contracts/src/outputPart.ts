import { z } from 'zod';
import { inlineTensorSchema, type InlineTensor } from './tensor.js';

/** Where in a runner's answer a value is: a JSON pointer (RFC 6901); empty: the whole answer. */
export const partPointerSchema = z
  .string()
  .max(200)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/);

/** The pointer to a member of an answer, for example an output of a `tensor` model. */
export function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value a JSON pointer leads to; undefined where it leads nowhere. */
export function partAt(answer: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1);
  return names.reduce<unknown>(
    (value, name) => memberOf(value, name.replaceAll('~1', '/').replaceAll('~0', '~')),
    answer,
  );
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value))
    return /^(?:0|[1-9]\d*)$/.test(name) ? (value[Number(name)] as unknown) : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/**
 * A part of an answer as the input of another task: a tensor as it is, a text as its UTF-8 bytes in a `uint8` tensor of
 * their number. Null for anything else.
 */
export function asTensor(part: unknown): InlineTensor | null {
  if (typeof part === 'string') {
    const bytes = Buffer.from(part);
    return { dtype: 'uint8', shape: [bytes.length], data: bytes.toString('base64') };
  }
  const parsed = inlineTensorSchema.safeParse(part);
  return parsed.success ? parsed.data : null;
}
