import { denialReportPath } from '@ai-collective/contracts';
import type { Logger } from '@ai-collective/platform/runtime';
import { IdentityDoors } from '../authentication/IdentityDoors.js';
import type { GatewayConfig } from '../config.js';
import type { PassportIssuer } from '../forwarding/PassportIssuer.js';
import { DenialReports } from './DenialReports.js';

/** Begins to report denials to identity, which keeps them for the communities' audit logs. */
export function reportDenials(settings: {
  readonly config: Pick<GatewayConfig, 'IDENTITY_URL'>;
  readonly log: Logger;
  readonly passports: PassportIssuer;
}): { readonly denials: DenialReports; close(): Promise<void> } {
  const { config, log, passports } = settings;
  const doors = new IdentityDoors({ url: config.IDENTITY_URL, passports, connections: 1 });
  const denials = new DenialReports({ send: (each) => doors.ask(denialReportPath, { denials: each }), log });
  return {
    denials,
    close: async () => {
      await denials.close();
      await doors.close();
    },
  };
}
