import type { DocumentNode } from 'graphql';
import { checkIntrospection } from './checkIntrospection.js';
import { checkShape } from './checkShape.js';
import { deepestFragments, documentSize } from './documentSize.js';
import { limitError } from './limitError.js';
import type { OperationLimits } from './OperationLimits.js';
import { standardShape, type ShapeLimits } from './ShapeLimits.js';

/** Checks the size of every operation of a document that may not be valid yet. Throws a GraphQLError over a limit. */
export function checkDocument(document: DocumentNode, limits: OperationLimits): void {
  const size = documentSize(document);
  // Chains of fragments in fragments are followed by validation, which would run out of stack.
  if (size.nesting >= deepestFragments)
    throw limitError('OPERATION_TOO_DEEP', 'fragments within fragments', deepestFragments - 1);
  if (size.depth > limits.depth) throw limitError('OPERATION_TOO_DEEP', 'levels of fields', limits.depth);
  if (size.width > limits.rootFields)
    throw limitError('TOO_MANY_ROOT_FIELDS', 'fields at its root', limits.rootFields);
  if (size.aliases > limits.aliases) throw limitError('TOO_MANY_ALIASES', 'aliases', limits.aliases);
  if (size.directives > limits.directives)
    throw limitError('TOO_MANY_DIRECTIVES', 'directives', limits.directives);
  if (size.fields > limits.selections) throw limitError('TOO_MANY_FIELDS', 'fields', limits.selections);
  checkIntrospection(document, limits);
  checkShapeOnce(document, limits.shape ?? standardShape);
  const { tokenCount = 0 } = document;
  if (tokenCount > limits.tokens) throw limitError('DOCUMENT_TOO_LONG', 'tokens', limits.tokens);
}

/** The limits a document passed last: what is asked again and again is looked through once. */
const passed = new WeakMap<DocumentNode, ShapeLimits>();

function checkShapeOnce(document: DocumentNode, limits: ShapeLimits): void {
  if (passed.get(document) === limits) return;
  checkShape(document, limits);
  passed.set(document, limits);
}
