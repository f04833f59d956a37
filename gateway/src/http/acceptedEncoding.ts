/** How an answer may be compressed, the cheapest first. */
export type AnswerEncoding = 'br' | 'gzip';

const known: readonly AnswerEncoding[] = ['br', 'gzip'];

/**
 * How to compress an answer by the `accept-encoding` header: the heaviest of what we know, the cheaper of equals;
 * undefined where nothing fits, or where it says nothing.
 */
export function acceptedEncoding(header: string | undefined): AnswerEncoding | undefined {
  if (header === undefined) return undefined;
  const weights = new Map(header.split(',').map(weighted));
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  let best: AnswerEncoding | undefined;
  for (const name of known) if (weightOf(name) > (best === undefined ? 0 : weightOf(best))) best = name;
  return best;
}

function weighted(entry: string): readonly [string, number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = given === undefined ? 1 : Number(given.slice(2));
  return [name, Number.isFinite(weight) ? weight : 0];
}
