/** Connections to addresses that communities choose: none of them may lead inside. */
export { checkEgressUrl, type EgressUrlCheck } from './checkEgressUrl.js';
export { classifyAddress, isPublicAddress } from './classifyAddress.js';
export { EgressRefusedError, type EgressPolicy } from './EgressPolicy.js';
export { guardedConnector } from './guardedConnector.js';
export { resolveAddresses } from './resolveAddresses.js';
