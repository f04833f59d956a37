export {
  createEngine,
  type Engine,
  type EngineSettings,
  type OperationInput,
} from './engine/createEngine.js';
export type { Grants } from './authorization/Grants.js';
export { EngineCounters } from './engine/EngineCounters.js';
export { stringifyResult, type EngineError, type EngineResult } from './engine/EngineError.js';
export { openEngine, type PlannedEngineSettings } from './engine/openEngine.js';
export type { Planner, Planners, PlanningRequest } from './engine/planning/Planner.js';
export { PlannerUnavailableError, PlanningTimeoutError } from './engine/planning/planningErrors.js';
export { PlannerProcess, type PlannerProcessSettings } from './engine/planning/process/PlannerProcess.js';
export type { Preparation, PreparedOperation } from './engine/operation/PreparedOperation.js';
export { Cancellation } from './engine/transport/Cancellation.js';
export type { SubgraphRequest, SubgraphTransport } from './engine/transport/SubgraphTransport.js';
export { SubgraphFailure } from './engine/transport/SubgraphFailure.js';
export { createHttpTransport, type HttpTransport } from './engine/transport/createHttpTransport.js';
export { createSocketTransport, type SocketTransport } from './engine/transport/createSocketTransport.js';
export { guardTransport, type GuardSettings } from './engine/transport/guardTransport.js';
export type { CircuitChange } from './engine/transport/CircuitBreaker.js';
export type { CircuitSettings } from './engine/transport/rules/circuit.js';
export { SharedSubscriptions, type SharingSettings } from './subscriptions/SharedSubscriptions.js';
export {
  composeSupergraph,
  type Composition,
  type SubgraphDefinition,
} from './supergraph/composeSupergraph.js';
export { InMemoryDocuments, type TrustedDocuments } from './documents/TrustedDocuments.js';
export { readManifest } from './documents/readManifest.js';
export type { GatewayLimits, LimitsOf } from './limits/GatewayLimits.js';
export { gatewayConfigSchema, type GatewayConfig } from './config.js';
export { startGateway, type Gateway, type GatewaySettings } from './startGateway.js';
export { engineBytes } from './variants/engineBytes.js';
export { dryRunComposition, dryRunVariant, type DryRun } from './variants/registration/dryRunComposition.js';
export { SupergraphVariants, type SupergraphVariantsSettings } from './variants/SupergraphVariants.js';
export type { CommunitySubgraph, Contract, VariantDefinition } from './variants/VariantDefinition.js';
export { InMemoryVariantSource, type VariantSource } from './variants/VariantSource.js';
export type { VariantStats } from './variants/VariantStats.js';
