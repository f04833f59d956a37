import { getVariableValues, GraphQLError } from 'graphql';
import type { DocumentKind, DocumentResolver } from '../documents/DocumentResolver.js';
import { documentRequest, type DocumentForms } from '../documents/documentRequest.js';
import type { Engine } from '../engine/createEngine.js';
import type { EngineError, EngineResult } from '../engine/EngineError.js';
import type { JsonObject } from '../engine/jsonObject.js';
import type { Preparation, PreparedOperation } from '../engine/operation/PreparedOperation.js';
import { toRequestError } from '../engine/operation/requestError.js';
import { checkDocument } from './checkDocument.js';
import { checkInputs } from './checkInputs.js';
import { checkVariables } from './checkVariables.js';
import { costAnalysisOf } from './cost/costAnalysisOf.js';
import type { CostEstimate } from './cost/CostAnalysis.js';
import { responseData } from './cost/responseData.js';
import { costLimitError, slicingError } from './costError.js';
import type { GatewayLimits, LimitsOf } from './GatewayLimits.js';
import { operationChecks } from './operationChecks.js';
import type { RateLimiter } from './rate/RateLimiter.js';

export interface RequestLimitsSettings {
  /** Asked at each request, so that limits change without a restart. Must be quick. */
  readonly limitsOf: LimitsOf;
  readonly documents: DocumentResolver;
  readonly rates: RateLimiter;
  /** Told how the document of each request was found. */
  readonly onDocument?: ((community: string, kind: DocumentKind) => void) | undefined;
  /** Where the costs of a community's operations are added up. Default: nowhere. */
  readonly costsOf?: ((community: string) => CostSums) | undefined;
}

/** Costs as estimated of what was admitted, and as counted afterwards where they are reported. */
export interface CostSums {
  estimatedCost: number;
  actualCost: number;
}

/** Who asks: a community, and whose share of it. */
export interface Requester {
  readonly community: string;
  readonly admissionKey: string;
}

export interface RequestParameters extends DocumentForms {
  readonly operationName?: string | null | undefined;
  readonly variables?: JsonObject | null | undefined;
}

export type Admission =
  | {
      readonly ok: true;
      readonly operation: PreparedOperation;
      /** Settles what a result cost and adds it, when that is to be told. */
      readonly settle: (result: EngineResult) => EngineResult;
    }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

type LimitedEngine = Pick<Engine<never>, 'schema' | 'supergraph' | 'prepare'>;

/** Everything a request has to pass before it is planned. */
export class RequestLimits {
  readonly #settings: RequestLimitsSettings;

  constructor(settings: RequestLimitsSettings) {
    this.#settings = settings;
  }

  /**
   * Finds the operation a request asks for and checks that its community and its subject may ask it.
   * Rejects with BAD_REQUEST, RATE_LIMITED or COST_BUDGET_EXCEEDED; other refusals are answers.
   */
  async admit(
    engine: LimitedEngine,
    requester: Requester,
    parameters: RequestParameters,
  ): Promise<Admission> {
    const { community, admissionKey: subject } = requester;
    const limits = this.#settings.limitsOf(community);
    this.#settings.rates.countRequest({ community, subject }, limits);
    const request = documentRequest(parameters);
    const resolved = await this.#settings.documents.resolve(request, { community, limits: limits.documents });
    if (!resolved.ok) return resolved;
    this.#settings.onDocument?.(community, resolved.kind);
    const preparation = prepare(engine, { ...parameters, text: resolved.text }, limits);
    if (!preparation.ok) return preparation;
    resolved.remember?.();
    return this.#price(engine, preparation.operation, { requester, parameters, limits });
  }

  #price(
    engine: LimitedEngine,
    operation: PreparedOperation,
    { requester, parameters, limits }: Pricing,
  ): Admission {
    const estimate = estimateFor(engine, operation, { limits, variables: parameters.variables ?? {} });
    if (estimate === undefined) return { ok: true, operation, settle: unchanged };
    if (!estimate.ok) return { ok: false, errors: [slicingError(estimate.problem)] };
    const { estimated } = estimate;
    const max = highestCost(limits);
    if (estimated > max) return { ok: false, errors: [costLimitError(estimated, max)] };
    const { community, admissionKey: subject } = requester;
    const correct = this.#settings.rates.spend({ community, subject }, limits, estimated);
    const sums = this.#settings.costsOf?.(community);
    if (sums !== undefined) sums.estimatedCost += estimated;
    if (!limits.cost.isReported) return { ok: true, operation, settle: unchanged };
    const settle = (result: EngineResult): EngineResult => {
      const actual = result.data === undefined ? 0 : estimate.actual(responseData(result));
      correct?.(actual);
      if (sums !== undefined) sums.actualCost += actual;
      const cost = { estimated, actual, ...(Number.isFinite(max) && { max }) };
      return { ...result, extensions: { ...result.extensions, cost } };
    };
    return { ok: true, operation, settle };
  }
}

interface Pricing {
  readonly requester: Requester;
  readonly parameters: RequestParameters;
  readonly limits: GatewayLimits;
}

function unchanged(result: EngineResult): EngineResult {
  return result;
}

/** What is remembered by the engine passed the limits of another time or community: its size is compared again. */
function prepare(
  engine: LimitedEngine,
  { text, operationName, variables }: RequestParameters & { readonly text: string },
  limits: GatewayLimits,
): Preparation {
  try {
    if (variables != null) checkVariables(variables, limits.variables);
    const preparation = engine.prepare(text, operationName, operationChecks(limits.operation));
    if (!preparation.ok) return preparation;
    checkDocument(preparation.operation.document, limits.operation);
    checkInputs(engine.schema, preparation.operation, { variables: variables ?? {}, limits });
    return preparation;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { ok: false, errors: [toRequestError(error, 'BAD_USER_INPUT')] };
  }
}

/** Undefined when costs play no role, and when the variables are wrong, which the engine refuses. */
function estimateFor(
  engine: LimitedEngine,
  operation: PreparedOperation,
  { limits, variables }: { readonly limits: GatewayLimits; readonly variables: JsonObject },
): CostEstimate | undefined {
  const analysis = costAnalysisOf(engine);
  if (!analysis.hasDirectives && highestCost(limits) === Infinity) return undefined;
  const { variableDefinitions = [] } = operation.operation;
  const coercion = getVariableValues(engine.schema, variableDefinitions, variables, { maxErrors: 1 });
  if (coercion.errors !== undefined) return undefined;
  try {
    return analysis.estimate(operation, { variables: coercion.coerced, listSize: limits.cost.listSize });
  } catch (error) {
    // A condition of @skip or @include that is null: it may have a default, but no null.
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

/** What costs more than a whole budget could never be paid for. */
function highestCost({ cost, community, subject }: GatewayLimits): number {
  const limits = [cost.max, community.costPerMinute, subject.costPerMinute];
  return Math.min(...limits.map((limit) => limit ?? Infinity));
}
