export { AppError } from './errors/AppError.js';
export { defineErrors, errorWith } from './errors/defineErrors.js';
export { ConfigError, loadConfig } from './config/loadConfig.js';
export {
  databaseOptions,
  kafkaOptions,
  outboxOptions,
  passportOptions,
  serverOptions,
} from './config/options.js';
export { createLogger, redactText, type Logger } from './telemetry/createLogger.js';
export { continueTrace, type Trace } from './telemetry/trace.js';
export {
  openDatabase,
  type Database,
  type DatabaseSettings,
  type EntityManager,
  type NamedMigration,
} from './postgres/Database.js';
export { tenantTable } from './postgres/tenantTable.js';
export type { Subscription } from './postgres/listenTo.js';
export { confirm, enqueue, type OutboxMessage } from './outbox/enqueue.js';
export { startRelay, type Relay, type RelaySettings } from './outbox/relay.js';
export * from './kafka/index.js';
export type { ReadinessCheck } from './http/healthRoutes.js';
export { startHttpServer, type HttpServer, type HttpServerSettings } from './http/startHttpServer.js';
export { authorize, DeniedError, type Decision } from './authorization/authorize.js';
export { createPassportVerifier, type PassportVerifier } from './authorization/PassportVerifier.js';
export { recordAudit, type AuditActor, type AuditEntry } from './audit/recordAudit.js';
export { startPolicyStore, type PolicyInForce, type PolicyStore } from './policy/PolicyStore.js';
export { startSubgraph, type SubgraphSettings } from './subgraph/startSubgraph.js';
export {
  buildFederatedSchema,
  type ReferenceResolvers,
  type ResolverClass,
} from './subgraph/buildFederatedSchema.js';
export type { DenialRecorder, SubgraphContext } from './subgraph/SubgraphContext.js';
export { runMain, type Running } from './process/runMain.js';
