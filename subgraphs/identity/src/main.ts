import { createLogger, runMain } from '@ai-collective/platform';
import { loadIdentityConfig } from './config.js';
import { startIdentity } from './startIdentity.js';

const config = loadIdentityConfig();
const log = createLogger({ service: 'identity', level: config.LOG_LEVEL });
await runMain(log, () => startIdentity(config, log));
