export { loadDispatcherConfig, type DispatcherConfig } from './config.js';
export { startDispatcher, type DispatcherOverrides, type RunningDispatcher } from './startDispatcher.js';
export type { Transport } from './transport/Transport.js';
