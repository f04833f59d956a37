/** The subgraph of the subscriptions, and what its subscribers ask. */
export const clockSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { now: Float }
  type Subscription { tick: Tick }
  type Tick { number: Int! sentAt: Float! text: String! }
`;

export const subscription = 'subscription { tick { number sentAt text } }';
