import type { Permission } from '@ai-collective/contracts';
import { createAuthorizer, type Authorizer, type Decision } from '@ai-collective/platform';

/** Which of the two locks are on. */
export const modes = ['both locks', 'without Cedar', 'without row-level security'] as const;
export type Mode = (typeof modes)[number];

/** What allows everything, in the community it is asked about: Cedar taken away. Only tests make one. */
const allowing: Authorizer = {
  decide: (passport, permission, resource) => allowed(permission, resource?.community ?? passport.community),
  authorize: (passport, permission, resource) =>
    allowed(permission, resource?.community ?? passport.community),
  allows: () => true,
  reach: ({ community }) => ({ community, everywhere: true, fleets: [], models: [], blobPrefixes: [] }),
};

function allowed(permission: Permission, community: string): Decision {
  return {
    allowed: true,
    permission,
    community,
    because: 'test',
    policyVersion: 0,
    policies: [],
    grants: [],
    until: null,
  };
}

/** Makes authorizers that decide with Cedar until it is switched off. */
export class CedarSwitch {
  isOn = true;

  readonly authorizing = (...settings: Parameters<typeof createAuthorizer>): Authorizer => {
    const deciding = createAuthorizer(...settings);
    const now = () => (this.isOn ? deciding : allowing);
    return {
      decide: (...question) => now().decide(...question),
      authorize: (...question) => now().authorize(...question),
      allows: (...question) => now().allows(...question),
      reach: (...question) => now().reach(...question),
    };
  };
}
