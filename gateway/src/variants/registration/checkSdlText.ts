import { GraphQLError, Lexer, parse, Source, TokenKind, type DocumentNode } from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';

/** Bounds of a community's subgraph. */
export const sdlBounds = {
  /** Longest schema, UTF-16 units. */
  characters: 131_072,
  /** Most definitions. */
  definitions: 500,
  /** Deepest nesting of brackets, in the schema and in the strings that select fields. */
  nesting: 12,
} as const;

export type SdlReading =
  | { readonly ok: true; readonly document: DocumentNode }
  | { readonly ok: false; readonly problem: VariantProblem };

/**
 * Parses a schema that a tenant wrote. Size and nesting are bounded before anything recurses into it: composition and
 * the planner do, and the planner's stack is the process's.
 */
export function checkSdlText(sdl: string): SdlReading {
  if (sdl.length > sdlBounds.characters)
    return refused('SUBGRAPH_SDL_TOO_LARGE', `The schema is longer than ${sdlBounds.characters} characters.`);
  try {
    if (deepestNesting(sdl) > sdlBounds.nesting)
      return refused('SUBGRAPH_SDL_TOO_DEEP', `The schema nests deeper than ${sdlBounds.nesting} levels.`);
    const document = parse(sdl, { noLocation: true });
    if (document.definitions.length > sdlBounds.definitions)
      return refused(
        'SUBGRAPH_SDL_TOO_LARGE',
        `The schema has more than ${sdlBounds.definitions} definitions.`,
      );
    return { ok: true, document };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return refused('SUBGRAPH_SDL_MALFORMED', `The schema cannot be read: ${error.message}`);
  }
}

function deepestNesting(text: string): number {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  let deepest = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (/^[([{]$/.test(token.kind)) deepest = Math.max(deepest, ++depth);
    else if (/^[)\]}]$/.test(token.kind)) depth--;
    else if (token.kind === TokenKind.STRING || token.kind === TokenKind.BLOCK_STRING)
      deepest = Math.max(deepest, nestingInString(token.value));
  }
  return deepest;
}

function nestingInString(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === '}') depth--;
  }
  return deepest;
}

function refused(code: string, message: string): SdlReading {
  return { ok: false, problem: { code, message } };
}
