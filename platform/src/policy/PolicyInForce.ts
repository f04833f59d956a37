import type { CommunityPolicy, PolicyParameters } from '@ai-collective/contracts';

/** The policy a community is under now. Version 0 is the documented defaults. */
export interface PolicyInForce {
  readonly version: number;
  readonly parameters: PolicyParameters;
  /** Cedar policies of the community's own. */
  readonly policies: readonly CommunityPolicy[];
  /** Those of the communities it lies in, from the nearest up; only what they forbid counts. */
  readonly inherited: readonly InheritedPolicies[];
}

/** The policies of a community that another one lies in. */
export interface InheritedPolicies {
  readonly communityId: string;
  readonly policies: readonly CommunityPolicy[];
}
