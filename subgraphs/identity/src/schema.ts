import 'reflect-metadata';
import type { NonEmptyArray } from 'type-graphql';
import type { Services } from './operations/Services.js';
import { AccountResolver } from './resolvers/AccountResolver.js';
import { ApiKeyResolver } from './resolvers/ApiKeyResolver.js';
import { CommunityResolver } from './resolvers/CommunityResolver.js';
import { DeviceAuthorizationResolver } from './resolvers/DeviceAuthorizationResolver.js';
import { DeviceResolver } from './resolvers/DeviceResolver.js';
import { InvitationResolver } from './resolvers/InvitationResolver.js';
import { IssuerResolver } from './resolvers/IssuerResolver.js';
import { LinkedAccountResolver } from './resolvers/LinkedAccountResolver.js';
import { ExplanationResolver } from './resolvers/ExplanationResolver.js';
import { MemberResolver } from './resolvers/MemberResolver.js';
import { PasskeyResolver } from './resolvers/PasskeyResolver.js';
import { PersonResolver } from './resolvers/PersonResolver.js';
import { RoleResolver } from './resolvers/RoleResolver.js';
import { SessionResolver } from './resolvers/SessionResolver.js';
import { SignInResolver } from './resolvers/SignInResolver.js';
import { ViewerResolver } from './resolvers/ViewerResolver.js';

type ResolverClass = new (services: Services) => object;

/** Everything identity answers over GraphQL. */
export const resolverClasses: NonEmptyArray<ResolverClass> = [
  ViewerResolver,
  CommunityResolver,
  MemberResolver,
  RoleResolver,
  PersonResolver,
  ApiKeyResolver,
  DeviceResolver,
  DeviceAuthorizationResolver,
  SignInResolver,
  PasskeyResolver,
  SessionResolver,
  InvitationResolver,
  AccountResolver,
  IssuerResolver,
  LinkedAccountResolver,
  ExplanationResolver,
];

/** The entities that other subgraphs may refer to. */
export const referenceTypes = ['Community', 'Person', 'Device', 'ApiKey'] as const;
