/** What is asked of the planner's process: to open a supergraph, or to plan an operation over one. */
export interface Asked {
  readonly kind: 'open' | 'plan';
  /** Key of the supergraph. */
  readonly supergraph: string;
}

/** Something asked, and what has become of it so far. */
export interface Place<T extends Asked> {
  readonly asked: T;
  /** When it is not worth waiting for any more, ms. */
  readonly expiresAt: number;
  /** Time under way in processes that have ended, ms. */
  spentMs: number;
  interruptions: number;
  /** It was under way when a process crashed. */
  isSuspect: boolean;
}
