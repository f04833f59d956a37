import 'reflect-metadata';
import type { NonEmptyArray } from 'type-graphql';
import type { Services } from './operations/Services.js';
import { AuditResolver } from './resolvers/AuditResolver.js';
import { CommunityResolver } from './resolvers/CommunityResolver.js';
import { PolicyResolver } from './resolvers/PolicyResolver.js';
import { ProposalResolver } from './resolvers/ProposalResolver.js';
import { VoteResolver } from './resolvers/VoteResolver.js';

type ResolverClass = new (services: Services) => object;

/** Everything governance answers over GraphQL. */
export const resolverClasses: NonEmptyArray<ResolverClass> = [
  PolicyResolver,
  AuditResolver,
  CommunityResolver,
  ProposalResolver,
  VoteResolver,
];

/** The entities that other subgraphs may refer to. */
export const referenceTypes = ['Community'] as const;
