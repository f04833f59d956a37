#!/usr/bin/env node
import { createLogger, loadConfig, runMain, startPolicyStore } from '@ai-collective/platform/runtime';
import { gatewayConfigSchema } from './config.js';
import { openedPermissions } from './authorization/openedPermissions.js';
import { startGateway } from './startGateway.js';

const service = 'gateway';
const config = loadConfig(gatewayConfigSchema);
const log = createLogger({ service, level: config.LOG_LEVEL });

await runMain(log, async () => {
  const { KAFKA_BROKERS: brokers } = config;
  const policies = brokers === undefined ? undefined : await startPolicyStore({ brokers, service, log });
  const gateway = await startGateway({
    config,
    log,
    policyVersionOf: (communityId) => policies?.versionOf(communityId) ?? 0,
    openedIn: (communityId) => openedPermissions(policies, communityId),
  });
  log.info({ url: gateway.url }, 'the gateway listens');
  return {
    close: async () => {
      await gateway.close();
      await policies?.close();
    },
  };
});
