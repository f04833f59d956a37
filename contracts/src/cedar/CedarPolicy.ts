/**
 * Where a policy comes from: a rail of the platform, which forbids and cannot be lifted; a role; the community itself; or
 * one that it lies in, of which only what is forbidden counts.
 */
export const policyKinds = ['RAIL', 'ROLE', 'COMMUNITY', 'PARENT'] as const;
export type PolicyKind = (typeof policyKinds)[number];

/** One policy in Cedar's language, as decisions cite it. */
export interface CedarPolicy {
  /** Begins with the kind, so that no community can name a policy like one of the platform's: `rail:`, `role:`, `community:`, `parent:`. */
  readonly id: string;
  readonly kind: PolicyKind;
  readonly text: string;
  /** The proposal that enacted it; null for what comes with the platform. */
  readonly proposalId: string | null;
}
