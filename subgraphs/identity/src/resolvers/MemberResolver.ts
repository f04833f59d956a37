import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { addMember } from '../operations/addMember.js';
import { listMembers } from '../operations/listMembers.js';
import type { Member } from '../operations/Member.js';
import { removeMember } from '../operations/removeMember.js';
import type { Services } from '../operations/Services.js';
import { setMemberRoles } from '../operations/setMemberRoles.js';
import { connectionOf } from './connectionOf.js';
import { MemberConnection } from './types/connections.js';
import { AddMemberInput, SetMemberRolesInput } from './types/inputs.js';
import { MemberType } from './types/MemberType.js';

@Resolver(() => MemberType)
export class MemberResolver {
  constructor(private readonly services: Services) {}

  @Requires('members:read')
  @Query(() => MemberConnection, { description: "The community's members, in the order they joined." })
  async members(
    @Arg('first', () => Int, {
      nullable: true,
      description: 'How many at most: 20 unless given, never over 100.',
    })
    first: number | null | undefined,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to continue after.' })
    after: string | null | undefined,
    @Ctx() { passport }: SubgraphContext,
  ) {
    return connectionOf(
      await listMembers(this.services, passport, { first: first ?? null, after: after ?? null }),
      after,
    );
  }

  @Requires('members:manage')
  @Mutation(() => MemberType, {
    description:
      'Adds a person to the community, with an account that it keeps. Error codes: ALREADY_A_MEMBER, TOO_MANY_COMMUNITIES.',
  })
  addMember(
    @Arg('input', () => AddMemberInput, { description: 'Whom, and as what.' }) input: AddMemberInput,
    @Ctx() context: SubgraphContext,
  ): Promise<Member> {
    return addMember(this.services, context, input);
  }

  @Requires('members:manage')
  @Mutation(() => MemberType, {
    description: "Replaces a member's roles. Error codes: MEMBER_NOT_FOUND, LAST_OWNER.",
  })
  setMemberRoles(
    @Arg('input', () => SetMemberRolesInput, { description: 'Whose, and which.' }) input: SetMemberRolesInput,
    @Ctx() context: SubgraphContext,
  ): Promise<Member> {
    return setMemberRoles(this.services, context, input);
  }

  @Requires('members:manage')
  @Mutation(() => MemberType, {
    description:
      'Removes a person from the community and answers who it was. Error codes: MEMBER_NOT_FOUND, LAST_OWNER.',
  })
  removeMember(
    @Arg('personId', () => ID, { description: 'The person.' }) personId: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Member> {
    return removeMember(this.services, context, personId);
  }
}
