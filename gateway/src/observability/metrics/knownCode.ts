import type { DocumentCode } from '../../documents/documentError.js';
import type { RequestErrorCode } from '../../engine/operation/requestError.js';
import type { SubgraphFailureCode } from '../../engine/transport/SubgraphFailure.js';
import { errors } from '../../errors.js';
import type { LimitCode } from '../../limits/limitError.js';

/** Codes that come from elsewhere than the catalogue of errors. A new one does not compile until it is listed here. */
const furtherCodes: Readonly<Record<FurtherCode, true>> = {
  GRAPHQL_PARSE_FAILED: true,
  GRAPHQL_VALIDATION_FAILED: true,
  OPERATION_RESOLUTION_FAILURE: true,
  BAD_USER_INPUT: true,
  OPERATION_TOO_LARGE: true,
  OPERATION_NOT_PLANNABLE: true,
  PLANNER_UNAVAILABLE: true,
  DOCUMENT_TOO_LONG: true,
  OPERATION_TOO_DEEP: true,
  TOO_MANY_ALIASES: true,
  TOO_MANY_DIRECTIVES: true,
  TOO_MANY_ROOT_FIELDS: true,
  TOO_MANY_FIELDS: true,
  TOO_MANY_DEFINITIONS: true,
  TOO_MANY_VARIABLES: true,
  TOO_MANY_ARGUMENTS: true,
  TOO_MANY_INPUT_OBJECTS: true,
  TOO_MANY_COMPARISONS: true,
  INTROSPECTION_TOO_LARGE: true,
  INTROSPECTION_DISABLED: true,
  VARIABLES_TOO_LARGE: true,
  VARIABLES_TOO_DEEP: true,
  TOO_MANY_VALUES: true,
  TOO_MANY_INPUT_FIELDS: true,
  PERSISTED_QUERY_NOT_FOUND: true,
  PERSISTED_QUERY_HASH_MISMATCH: true,
  TRUSTED_DOCUMENT_REQUIRED: true,
  COST_LIMIT_EXCEEDED: true,
  SLICING_ARGUMENT_REQUIRED: true,
  UNAUTHORIZED_FIELD: true,
  RESPONSE_TOO_LARGE: true,
  SUBGRAPH_ERROR: true,
  SUBGRAPH_UNREACHABLE: true,
  SUBGRAPH_TIMEOUT: true,
  SUBGRAPH_HTTP_ERROR: true,
  SUBGRAPH_INVALID_RESPONSE: true,
  SUBGRAPH_INVALID_VALUE: true,
  SUBGRAPH_RESPONSE_TOO_LARGE: true,
  SUBGRAPH_STREAM_ENDED: true,
  SUBGRAPH_CIRCUIT_OPEN: true,
  SUBGRAPH_EVENTS_OVERRUN: true,
  SUBGRAPH_DISAGREES: true,
  NULL_IN_NON_NULL_FIELD: true,
  COMMUNITY_FORBIDDEN: true,
  COMMUNITY_NOT_FOUND: true,
  BODY_TIMEOUT: true,
  INTERNAL_SERVER_ERROR: true,
};

type FurtherCode =
  | RequestErrorCode
  | LimitCode
  | DocumentCode
  | SubgraphFailureCode
  | 'COST_LIMIT_EXCEEDED'
  | 'SLICING_ARGUMENT_REQUIRED'
  | 'UNAUTHORIZED_FIELD'
  | 'RESPONSE_TOO_LARGE'
  | 'SUBGRAPH_ERROR'
  | 'SUBGRAPH_INVALID_VALUE'
  | 'NULL_IN_NON_NULL_FIELD'
  | 'COMMUNITY_FORBIDDEN'
  | 'COMMUNITY_NOT_FOUND'
  | 'BODY_TIMEOUT'
  | 'INTERNAL_SERVER_ERROR';

/** A code that may be a label's value: subgraphs may answer with any other. */
export type KnownCode = keyof typeof errors | FurtherCode | 'OTHER';

/** The code itself if it is one of the gateway's or engine's own; the labels of metrics must not be other people's words. */
export function knownCode(code: string | undefined): KnownCode {
  return code !== undefined && isKnown(code) ? code : 'OTHER';
}

function isKnown(code: string): code is keyof typeof errors | FurtherCode {
  return Object.hasOwn(errors, code) || Object.hasOwn(furtherCodes, code);
}
