import type { IncomingHttpHeaders } from 'node:http';

/** A header of requests that subgraphs get, too, maybe under another name. Names are in lower case. */
export interface PropagatedHeader {
  readonly from: string;
  readonly to: string;
}

/** A header that the gateway adds to what a subgraph gets; `*` stands for every subgraph. */
export interface InsertedHeader {
  readonly subgraph: string;
  readonly name: string;
  readonly value: string;
}

/** What of a request's headers is passed on. Of several rules with one target, the last whose header was sent counts. */
export function propagate(
  headers: IncomingHttpHeaders,
  rules: readonly PropagatedHeader[],
): Readonly<Record<string, string>> {
  const sent = rules.flatMap(({ from, to }) => {
    const value = headers[from];
    return value === undefined ? [] : [[to, value.toString()] as const];
  });
  return Object.fromEntries(sent);
}

/** What is inserted for one subgraph, rules of its own after those for all. */
export function insertedFor(
  subgraph: string,
  rules: readonly InsertedHeader[],
): Readonly<Record<string, string>> {
  const fitting = ['*', subgraph].flatMap((name) => rules.filter((rule) => rule.subgraph === name));
  return Object.fromEntries(fitting.map(({ name, value }) => [name, value]));
}
