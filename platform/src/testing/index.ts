export { createTestDatabase, type TestDatabase } from './createTestDatabase.js';
export {
  createTestGateway,
  type GraphqlAnswer,
  type GraphqlQuestion,
  type TestGateway,
} from './createTestGateway.js';
export { startTestBroker, type TestBroker } from './startTestBroker.js';
export { describeAudit, type AuditSettings } from './describeAudit.js';
export { describeDecisions, type DecisionSettings } from './describeDecisions.js';
export { lastingExcess, type TimedPair } from './excessOf.js';
export { entityTypesOf } from './schemaFields.js';
export { TestPolicies } from './TestPolicies.js';
export { newPrivateJwk, type PrivateJwk } from '../keys/rotation/newPrivateJwk.js';
export { readSigningKeys } from '../keys/signingKey.js';
