/**
 * What a process without a database or GraphQL schema of its own starts with: the gateway, the dispatcher, the broker, the
 * launcher. Importing it costs a fraction of the whole platform, which brings an ORM and a GraphQL server along.
 */
export { AppError } from './errors/AppError.js';
export { defineErrors, errorWith } from './errors/defineErrors.js';
export { ConfigError, loadConfig } from './config/loadConfig.js';
export {
  databaseOptions,
  kafkaOptions,
  metricsOptions,
  outboxOptions,
  passportOptions,
  serverOptions,
} from './config/options.js';
export { createLogger, redactText, type Logger } from './telemetry/createLogger.js';
export { continueTrace, type Trace } from './telemetry/trace.js';
export * from './kafka/index.js';
export type { ReadinessCheck } from './http/healthRoutes.js';
export { startHttpServer, type HttpServer, type HttpServerSettings } from './http/startHttpServer.js';
export type { PolicyInForce } from './policy/PolicyInForce.js';
export { startPolicyStore, type PolicyStore } from './policy/PolicyStore.js';
export { runMain, type Running } from './process/runMain.js';
export { fixedSigningKeys } from './keys/fixedSigningKeys.js';
export { openSigningKeys, type FollowedSigningKeys } from './keys/openSigningKeys.js';
export { SigningKeys } from './keys/SigningKeys.js';
export type { SigningKey } from './keys/signingKey.js';
export type { PublicKeySet } from './keys/publicJwk.js';
export { createKeySetFile } from './keys/rotation/keySetFile.js';
