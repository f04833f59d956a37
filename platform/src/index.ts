export * from './runtime.js';
export { openDatabase, type Database, type EntityManager } from './postgres/Database.js';
export { columnsOf } from './postgres/columnsOf.js';
export type { Sql, SqlTransaction } from './postgres/Sql.js';
export type { DatabaseSettings, NamedMigration } from './postgres/DatabaseSettings.js';
export { tenantTable } from './postgres/tenantTable.js';
export type { Subscription } from './postgres/listenTo.js';
export { confirm, enqueue, type OutboxMessage } from './outbox/enqueue.js';
export { startRelay, type Relay, type RelaySettings } from './outbox/relay.js';
export { createAuthorizer, type Authorizer, type Decision } from './authorization/Authorizer.js';
export type { AuthorizedResource } from './authorization/AuthorizationRequest.js';
export {
  deviceWorkPolicies,
  forbiddenDevices,
  type WorkingDevice,
} from './authorization/forbiddenDevices.js';
export type { Reach } from './authorization/Reach.js';
export { auditDenials } from './audit/auditDenials.js';
export { DeniedError } from './authorization/DeniedError.js';
export { policyProblems } from './authorization/policyProblems.js';
export { createPassportVerifier, type PassportVerifier } from './authorization/PassportVerifier.js';
export { auditMessage, recordAudit, type AuditActor, type AuditEntry } from './audit/recordAudit.js';
export { startSubgraph, type SubgraphSettings } from './subgraph/startSubgraph.js';
export {
  buildFederatedSchema,
  type ReferenceResolvers,
  type ResolverClass,
} from './subgraph/buildFederatedSchema.js';
export { Authenticated, Requires } from './subgraph/demands.js';
export type { DenialRecorder, SubgraphContext } from './subgraph/SubgraphContext.js';
