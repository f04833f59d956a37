import type { CommunitySubgraph } from '../../../src/variants/VariantDefinition.js';

const imports =
  '["@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag"]';

/** How a subgraph's schema begins. */
export const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ${imports})\n`;

/** A small platform, as two of its subgraphs. */
export const platform = [
  {
    name: 'identity',
    url: 'http://identity.invalid/graphql',
    sdl: `${link}
      type Query { me: Person }
      type Person @key(fields: "id") { id: ID! name: String! email: String @tag(name: "private") }
      scalar Instant
      enum Role { OWNER MEMBER }
      interface Named { name: String! }
      input Filter { text: String }`,
  },
  {
    name: 'compute',
    url: 'http://compute.invalid/graphql',
    sdl: `${link}
      type Query { job(id: ID!, filter: Filter): Job roles: [Role!] named: Named page: Page }
      type Mutation { submit(name: String!): Job! }
      type Job @key(fields: "id") @key(fields: "community { id } number") {
        "Which job it is." id: ID! number: Int! community: Community! owner: Person! at: Instant note: String
      }
      type Community @key(fields: "id") { id: ID! }
      type Person @key(fields: "id", resolvable: false) { id: ID! }
      type Node implements Named { name: String! }
      type Page @shareable { hasNext: Boolean! }
      interface Named { name: String! }
      scalar Instant
      enum Role { OWNER MEMBER }
      input Filter { text: String }`,
  },
] as const;

/** A community's subgraph with this schema. */
export function ratings(sdl: string, changes: Partial<CommunitySubgraph> = {}): CommunitySubgraph {
  return { name: 'ratings', url: 'https://ratings.example.com/graphql', sdl: link + sdl, ...changes };
}

export const egress = { schemes: ['https'], ports: [443] } as const;
