import { createLogger, runMain } from '@ai-collective/platform';
import { loadGovernanceConfig } from './config.js';
import { startGovernance } from './startGovernance.js';

const config = loadGovernanceConfig();
const log = createLogger({ service: 'governance', level: config.LOG_LEVEL });
await runMain(log, () => startGovernance(config, log));
