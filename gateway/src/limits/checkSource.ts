import { Lexer, Source, TokenKind } from 'graphql';
import { limitError } from './limitError.js';
import type { OperationLimits } from './OperationLimits.js';
import { standardShape } from './ShapeLimits.js';

/** Parsers recurse: brackets nested deeper than this are refused before they are parsed. */
const deepestBrackets = 200;

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Counts a document's tokens and brackets in one pass. Throws a GraphQLError over a limit or at a bad token. */
export function checkSource(source: string, limits: OperationLimits): void {
  const { characters, lines } = limits.shape ?? standardShape;
  if (source.length > characters) throw limitError('DOCUMENT_TOO_LONG', 'characters', characters);
  if (hasMoreLines(source, lines)) throw limitError('DOCUMENT_TOO_LONG', 'lines', lines);
  const lexer = new Lexer(new Source(source));
  let tokens = 0;
  let depth = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (++tokens > limits.tokens) throw limitError('DOCUMENT_TOO_LONG', 'tokens', limits.tokens);
    if (opening.has(token.kind)) depth++;
    if (closing.has(token.kind)) depth--;
    if (depth > deepestBrackets) throw limitError('OPERATION_TOO_DEEP', 'nested brackets', deepestBrackets);
  }
}

/** Either character ends a line, both together one: each is counted apart, so that no file of either kind counts twice. */
function hasMoreLines(source: string, most: number): boolean {
  return hasMore(source, '\n', most) || hasMore(source, '\r', most);
}

function hasMore(source: string, sign: string, most: number): boolean {
  let count = 0;
  for (let at = source.indexOf(sign); at >= 0; at = source.indexOf(sign, at + 1))
    if (++count >= most) return true;
  return false;
}
