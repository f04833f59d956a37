/** What the gateway's process tells the planner's. */
export type PlannerRequest =
  | { readonly type: 'open'; readonly supergraph: string; readonly sdl: string }
  | {
      readonly type: 'plan';
      readonly id: number;
      readonly supergraph: string;
      readonly document: string;
      readonly labels: readonly string[];
      readonly share: number;
    }
  | { readonly type: 'forget'; readonly supergraph: string };
