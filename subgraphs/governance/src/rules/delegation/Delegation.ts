/** What a delegation is for. A narrower scope goes before a wider one. */
export type DelegationScope =
  | { readonly type: 'PROPOSAL'; readonly proposalId: string }
  | { readonly type: 'TOPIC'; readonly topic: string }
  | { readonly type: 'COMMUNITY' };

/** That somebody lets another vote in their place. A member has one for each scope at most. Times in milliseconds since the epoch. */
export interface Delegation {
  readonly from: string;
  readonly to: string;
  readonly scope: DelegationScope;
  readonly givenAt: number;
  readonly expiresAt: number;
}

/** What a delegation is looked up for: a proposal, its topics, and a time. */
export interface DelegationMatter {
  readonly proposalId: string;
  readonly topics: readonly string[];
  readonly at: number;
}

/**
 * Whom each member lets vote on a matter: by the narrowest scope that fits, and of several topics of the proposal by the delegation
 * given last; of two given at once, by the topic that comes first in the alphabet.
 */
export function delegatesFor(
  delegations: readonly Delegation[],
  matter: DelegationMatter,
): ReadonlyMap<string, string> {
  const chosen = new Map<string, Delegation>();
  for (const delegation of delegations) {
    if (!holds(delegation, matter)) continue;
    const other = chosen.get(delegation.from);
    if (other === undefined || goesBefore(delegation, other)) chosen.set(delegation.from, delegation);
  }
  return new Map([...chosen].map(([from, { to }]) => [from, to]));
}

function holds(
  { scope, givenAt, expiresAt }: Delegation,
  { proposalId, topics, at }: DelegationMatter,
): boolean {
  if (at < givenAt || at >= expiresAt) return false;
  switch (scope.type) {
    case 'PROPOSAL':
      return scope.proposalId === proposalId;
    case 'TOPIC':
      return topics.includes(scope.topic);
    case 'COMMUNITY':
      return true;
  }
}

const widths = { PROPOSAL: 0, TOPIC: 1, COMMUNITY: 2 } as const;

function goesBefore(one: Delegation, other: Delegation): boolean {
  const wider = widths[one.scope.type] - widths[other.scope.type];
  if (wider !== 0) return wider < 0;
  if (one.givenAt !== other.givenAt) return one.givenAt > other.givenAt;
  return nameOf(one.scope) < nameOf(other.scope);
}

function nameOf(scope: DelegationScope): string {
  switch (scope.type) {
    case 'PROPOSAL':
      return scope.proposalId;
    case 'TOPIC':
      return scope.topic;
    case 'COMMUNITY':
      return '';
  }
}
