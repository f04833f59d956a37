import { inlineTensorSchema, type TaskInput } from '@ai-collective/contracts';
import { checkTensor, type NamedDimensions, type TensorComplaint } from './checkTensor.js';
import type { TaskInputDeclaration } from './runnerInputs.js';

/** One input of an item as a caller gave it, unchecked. */
export interface GivenInput {
  readonly name: string;
  readonly tensor?:
    { readonly dtype: string; readonly shape: readonly number[]; readonly data: string } | null | undefined;
  readonly blob?: string | null | undefined;
}

/** What is wrong with an item, and with which of its inputs. */
export type ItemComplaint = { readonly input: string } & (
  | { readonly code: 'INPUT_NAME_UNKNOWN'; readonly known: string }
  | { readonly code: 'INPUT_NAME_REPEATED' | 'INPUT_MISSING' }
  | { readonly code: 'INPUT_VALUE_INVALID'; readonly reason: string }
  | { readonly code: 'INPUT_TOO_LARGE'; readonly maxBytes: number }
  | TensorComplaint
);

export type ItemVerdict = { readonly input: TaskInput } | { readonly complaint: ItemComplaint };

/**
 * Most characters of base64 one item may carry: a task's message must fit into a Kafka message of 1 MiB,
 * with room for the rest.
 */
export const inlineInputLimit = 768 * 1024;

/** Most of them that later steps of a chain may take: whole batches of items are in memory when they go on. */
const keptInputLimit = 64 * 1024;

/** Checks the inputs of one item against a model version's and turns them into a task's. The first complaint wins. */
export function checkItem(
  declared: readonly TaskInputDeclaration[],
  given: readonly GivenInput[],
): ItemVerdict {
  const complaint = checkNames(declared, given);
  if (complaint !== null) return { complaint };
  const input: Record<string, TaskInput[string]> = {};
  let dimensions: NamedDimensions = new Map();
  const characters = { all: 0, kept: 0 };
  for (const declaration of declared) {
    const value = given.find(({ name }) => name === declaration.name);
    if (value === undefined) return { complaint: { code: 'INPUT_MISSING', input: declaration.name } };
    const verdict = checkValue(declaration, value, dimensions);
    if ('complaint' in verdict) return verdict;
    dimensions = verdict.dimensions;
    characters.all += value.tensor?.data.length ?? 0;
    if (declaration.isKept === true) characters.kept += value.tensor?.data.length ?? 0;
    const exceeded = exceededLimit(characters);
    if (exceeded !== null)
      return {
        complaint: { code: 'INPUT_TOO_LARGE', input: declaration.name, maxBytes: (exceeded / 4) * 3 },
      };
    input[declaration.name] = verdict.value;
  }
  return { input };
}

function exceededLimit({ all, kept }: { readonly all: number; readonly kept: number }): number | null {
  if (kept > keptInputLimit) return keptInputLimit;
  return all > inlineInputLimit ? inlineInputLimit : null;
}

function checkNames(
  declared: readonly TaskInputDeclaration[],
  given: readonly GivenInput[],
): ItemComplaint | null {
  const seen = new Set<string>();
  for (const { name } of given) {
    if (!declared.some((declaration) => declaration.name === name))
      return {
        code: 'INPUT_NAME_UNKNOWN',
        input: name,
        known: declared.map((declaration) => declaration.name).join(', '),
      };
    if (seen.has(name)) return { code: 'INPUT_NAME_REPEATED', input: name };
    seen.add(name);
  }
  return null;
}

type ValueVerdict =
  | { readonly value: TaskInput[string]; readonly dimensions: NamedDimensions }
  | { readonly complaint: ItemComplaint };

function checkValue(
  declaration: TaskInputDeclaration,
  given: GivenInput,
  dimensions: NamedDimensions,
): ValueVerdict {
  const input = declaration.name;
  const invalid = (reason: string): ValueVerdict => ({
    complaint: { code: 'INPUT_VALUE_INVALID', input, reason },
  });
  const { blob, tensor } = given;
  if ((blob == null) === (tensor == null)) return invalid('give either a tensor or a blob.');
  if (blob != null)
    return blobPattern.test(blob)
      ? { value: { type: 'blob', cid: blob }, dimensions }
      : invalid('the blob is not a CID.');
  if (declaration.accepts === 'BLOB') return invalid('give a blob, not a tensor.');
  const parsed = inlineTensorSchema.safeParse(tensor);
  if (!parsed.success) return invalid(`${parsed.error.issues[0]?.path.join('.') ?? 'tensor'} is not valid.`);
  const verdict = checkTensor(declaration, parsed.data, dimensions);
  if ('complaint' in verdict) return { complaint: { ...verdict.complaint, input } };
  return { value: { ...parsed.data, type: 'tensor' }, dimensions: verdict.dimensions };
}

/** Any multibase text of a CID; whether there is such a blob is for the blob store to say. */
export const blobPattern = /^[A-Za-z0-9]{1,128}$/;
