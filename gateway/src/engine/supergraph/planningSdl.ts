import { Kind, print, visit, type DocumentNode } from 'graphql';

/** Directives that say nothing about planning, but that the planner reads. */
const unneeded: ReadonlySet<string> = new Set(['cost', 'listSize']);

/**
 * A supergraph as the planner gets it. The planner (0.0.38) reads costs as whole numbers that are not negative, and
 * ends the process at any other, be it a fraction, a string as the draft writes them, or another directive of
 * that name: so it gets none.
 */
export function planningSdl(text: string, document: DocumentNode): string {
  if (!/@(?:cost|listSize)\b/.test(text)) return text;
  return print(
    visit(document, {
      [Kind.DIRECTIVE]: ({ name }) => (unneeded.has(name.value) ? null : undefined),
    }),
  );
}
