/** What an answer is written as. */
export type AnswerType = 'application/graphql-response+json' | 'application/json' | 'text/event-stream';

const known: Readonly<Record<string, AnswerType>> = {
  'application/graphql-response+json': 'application/graphql-response+json',
  'application/json': 'application/json',
  'text/event-stream': 'text/event-stream',
  'application/*': 'application/json',
  '*/*': 'application/json',
};

/** Answers by header: clients send few different ones, and most always the same. */
const negotiated = new Map<string, AnswerType | undefined>();
const mostNegotiated = 1_000;
const longestRemembered = 256;

/**
 * The answer's media type by the `accept` header: the one with the highest weight, the earlier of equals.
 * Without the header `application/json`, as GraphQL over HTTP asks of servers that know old clients; undefined when
 * nothing fits.
 */
export function negotiate(accept: string | undefined): AnswerType | undefined {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const remembered = negotiated.get(accept);
  if (remembered !== undefined) return remembered;
  const type = bestOf(accept);
  if (negotiated.size < mostNegotiated && accept.length <= longestRemembered) negotiated.set(accept, type);
  return type;
}

function bestOf(accept: string): AnswerType | undefined {
  let best: { readonly type: AnswerType; readonly weight: number } | undefined;
  for (const entry of accept.split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const type = known[name];
    const weight = weightOf(parameters);
    if (type !== undefined && weight > (best?.weight ?? 0) && acceptsUtf8(parameters))
      best = { type, weight };
  }
  return best?.type;
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = given === undefined ? 1 : Number(given.slice(2));
  return Number.isFinite(weight) ? weight : 0;
}

function acceptsUtf8(parameters: readonly string[]): boolean {
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return charset === undefined || /^charset="?utf-8"?$/.test(charset);
}
