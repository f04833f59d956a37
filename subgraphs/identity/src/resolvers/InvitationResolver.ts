import { Authenticated, Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CommunityRow } from '../entities/Community.js';
import type { InvitationRow } from '../entities/Invitation.js';
import { acceptInvitation } from '../operations/acceptInvitation.js';
import { createInvitation, type NewInvitation } from '../operations/createInvitation.js';
import { listInvitations } from '../operations/listInvitations.js';
import { revokeInvitation } from '../operations/revokeInvitation.js';
import type { Services } from '../operations/Services.js';
import { invitationStatus, type InvitationStatus as Status } from '../rules/invitations.js';
import { CommunityType } from './types/CommunityType.js';
import { CreateInvitationInput } from './types/inputs.js';
import { InvitationStatus, InvitationType, NewInvitationType } from './types/InvitationType.js';

@Resolver(() => InvitationType)
export class InvitationResolver {
  constructor(private readonly services: Services) {}

  @Requires('members:manage')
  @Query(() => [InvitationType], {
    description: "The community's newest 1,000 invitations, ended ones too, newest first.",
  })
  invitations(@Ctx() { passport }: SubgraphContext): Promise<readonly InvitationRow[]> {
    return listInvitations(this.services, passport);
  }

  @Requires('members:manage')
  @Mutation(() => NewInvitationType, {
    description:
      'Makes a link with which people join the community. It is void when its maker may not give its roles any more. ' +
      'Error codes: TOO_MANY_INVITATIONS.',
  })
  createInvitation(
    @Arg('input', () => CreateInvitationInput, { description: 'The invitation.' })
    input: CreateInvitationInput,
    @Ctx() context: SubgraphContext,
  ): Promise<NewInvitation> {
    return createInvitation(this.services, context, input);
  }

  @Requires('members:manage')
  @Mutation(() => InvitationType, {
    description: 'Voids an invitation at once. Error codes: INVITATION_NOT_FOUND.',
  })
  revokeInvitation(
    @Arg('id', () => ID, { description: 'The invitation.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<InvitationRow> {
    return revokeInvitation(this.services, context, id);
  }

  @Authenticated()
  @Mutation(() => CommunityType, {
    description:
      'Joins a community with the account the caller has, and answers which. ' +
      'Error codes: INVITATION_INVALID, RATE_LIMITED, ALREADY_A_MEMBER, TOO_MANY_COMMUNITIES.',
  })
  acceptInvitation(
    @Arg('code', () => String, { description: 'What stands after `code=` in the link.' }) code: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CommunityRow> {
    return acceptInvitation(this.services, context, code);
  }

  @FieldResolver(() => InvitationStatus)
  status(@Root() invitation: InvitationRow): Status {
    return invitationStatus(invitation, this.services.clock());
  }
}
