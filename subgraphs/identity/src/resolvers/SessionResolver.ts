import { Authenticated, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { endOwnSession } from '../operations/endOwnSession.js';
import { listSessions, type OwnSession } from '../operations/listSessions.js';
import type { Services } from '../operations/Services.js';
import { OpenSessionType } from './types/OpenSessionType.js';

@Resolver(() => OpenSessionType)
export class SessionResolver {
  constructor(private readonly services: Services) {}

  @Authenticated()
  @Query(() => [OpenSessionType], {
    description: 'Where the viewer is signed in, newest first, 100 at most.',
  })
  sessions(@Ctx() { passport }: SubgraphContext): Promise<readonly OwnSession[]> {
    return listSessions(this.services, passport);
  }

  @Authenticated()
  @Mutation(() => OpenSessionType, {
    description: "Ends one of the caller's sessions. Error codes: SESSION_NOT_FOUND.",
  })
  endSession(
    @Arg('id', () => ID, { description: 'The session.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<OwnSession> {
    return endOwnSession(this.services, context, id);
  }
}
