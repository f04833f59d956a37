import type { Draw } from '../Draw.js';

/** Draws the arguments of a root field. */
export type Arguments = (draw: Draw) => Readonly<Record<string, unknown>>;

/** The root fields of a subgraph, by name, and how their arguments are drawn. */
export type Operations = Readonly<Record<string, Arguments>>;

/** A field without arguments. */
export const nothing: Arguments = () => ({});

/** A page of a list; the cursors are made as the subgraph makes them. */
export function page(encode: Parameters<Draw['cursor']>[0]): Arguments {
  return (draw) => ({
    ...draw.sometimes(() => ({ first: 1 + draw.random.below(100) })),
    ...draw.sometimes(() => ({ after: draw.cursor(encode) })),
  });
}
