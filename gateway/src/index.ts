export {
  createEngine,
  type Engine,
  type EngineSettings,
  type OperationInput,
} from './engine/createEngine.js';
export type { EngineError, EngineResult } from './engine/EngineError.js';
export type { Preparation, PreparedOperation } from './engine/operation/PreparedOperation.js';
export type { SubgraphRequest, SubgraphTransport } from './engine/transport/SubgraphTransport.js';
export { SubgraphFailure } from './engine/transport/SubgraphFailure.js';
export { createHttpTransport, type HttpTransport } from './engine/transport/createHttpTransport.js';
export {
  composeSupergraph,
  type Composition,
  type SubgraphDefinition,
} from './supergraph/composeSupergraph.js';
export { gatewayConfigSchema, type GatewayConfig } from './config.js';
export { startGateway, type Gateway, type GatewaySettings } from './startGateway.js';
export { engineBytes } from './variants/engineBytes.js';
export { dryRunComposition, dryRunVariant, type DryRun } from './variants/registration/dryRunComposition.js';
export { SupergraphVariants, type SupergraphVariantsSettings } from './variants/SupergraphVariants.js';
export type { CommunitySubgraph, Contract, VariantDefinition } from './variants/VariantDefinition.js';
export { InMemoryVariantSource, type VariantSource } from './variants/VariantSource.js';
export type { VariantStats } from './variants/VariantStats.js';
