import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  type SelectionNode,
} from 'graphql';
import type { JsonObject } from '../jsonObject.js';

/** Whether `@skip` and `@include` leave a selection in, given coerced variables. */
export function isIncluded(selection: SelectionNode, variables: JsonObject): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}
