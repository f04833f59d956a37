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
export { gatewayConfigSchema, type GatewayConfig } from './config.js';
export { startGateway, type Gateway, type GatewaySettings } from './startGateway.js';
