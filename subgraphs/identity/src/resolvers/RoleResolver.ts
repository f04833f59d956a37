import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CustomRoleRow } from '../entities/CustomRole.js';
import type { RoleGrantRow } from '../entities/RoleGrant.js';
import { changeRole } from '../operations/changeRole.js';
import { createRole } from '../operations/createRole.js';
import { deleteRole } from '../operations/deleteRole.js';
import { grantRole } from '../operations/grantRole.js';
import { listGrants } from '../operations/listGrants.js';
import { listRoles } from '../operations/listRoles.js';
import { revokeGrant } from '../operations/revokeGrant.js';
import type { Services } from '../operations/Services.js';
import {
  ChangeRoleInput,
  CreateRoleInput,
  CustomRoleType,
  GrantRoleInput,
  GrantScopeObject,
  RoleGrantType,
} from './types/RoleTypes.js';

@Resolver(() => RoleGrantType)
export class RoleResolver {
  constructor(private readonly services: Services) {}

  @Requires('members:read')
  @Query(() => [CustomRoleType], {
    description: "The roles of the community's own, in the order they were made, fifty at most.",
  })
  customRoles(@Ctx() { passport }: SubgraphContext): Promise<readonly CustomRoleRow[]> {
    return listRoles(this.services, passport);
  }

  @Requires('members:read')
  @Query(() => [RoleGrantType], {
    description: 'The newest 1,000 roles that members and keys were given besides their own, newest first.',
  })
  roleGrants(
    @Arg('subjectId', () => ID, { nullable: true, description: 'Those of one person or API key only.' })
    subjectId: string | null | undefined,
    @Ctx() { passport }: SubgraphContext,
  ): Promise<readonly RoleGrantRow[]> {
    return listGrants(this.services, passport, subjectId ?? null);
  }

  @Requires('members:manage')
  @Mutation(() => CustomRoleType, {
    description:
      "Makes a role of the community's own, which can then be granted. Error codes: ROLE_NAME_TAKEN, TOO_MANY_ROLES.",
  })
  createRole(
    @Arg('input', () => CreateRoleInput, { description: 'The role.' }) input: CreateRoleInput,
    @Ctx() context: SubgraphContext,
  ): Promise<CustomRoleRow> {
    return createRole(this.services, context, input);
  }

  @Requires('members:manage')
  @Mutation(() => CustomRoleType, {
    description:
      'Replaces what a role allows, for everybody who has it, at once. Error codes: ROLE_NOT_FOUND.',
  })
  changeRole(
    @Arg('input', () => ChangeRoleInput, { description: 'Which, and what it shall allow.' })
    input: ChangeRoleInput,
    @Ctx() context: SubgraphContext,
  ): Promise<CustomRoleRow> {
    return changeRole(this.services, context, input);
  }

  @Requires('members:manage')
  @Mutation(() => CustomRoleType, {
    description: "Ends a role of the community's own, and all grants of it. Error codes: ROLE_NOT_FOUND.",
  })
  deleteRole(
    @Arg('id', () => ID, { description: 'The role.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CustomRoleRow> {
    return deleteRole(this.services, context, id);
  }

  @Requires('members:manage')
  @Mutation(() => RoleGrantType, {
    description:
      'Gives a member or an API key a role besides its own, for the whole community, a fleet, a model, or blobs, for good ' +
      'or for a time. Giving the same again changes when it ends. ' +
      'Error codes: SUBJECT_NOT_FOUND, ROLE_NOT_FOUND, GRANT_WITHOUT_EFFECT, TOO_MANY_GRANTS.',
  })
  grantRole(
    @Arg('input', () => GrantRoleInput, { description: 'What, to whom, where and until when.' })
    input: GrantRoleInput,
    @Ctx() context: SubgraphContext,
  ): Promise<RoleGrantRow> {
    return grantRole(this.services, context, input);
  }

  @Requires('members:manage')
  @Mutation(() => RoleGrantType, {
    description: 'Takes a granted role away, and answers what it was. Error codes: GRANT_NOT_FOUND.',
  })
  revokeGrant(
    @Arg('id', () => ID, { description: 'The grant.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<RoleGrantRow> {
    return revokeGrant(this.services, context, id);
  }

  @FieldResolver(() => GrantScopeObject, { description: 'Where it holds.' })
  scope(@Root() { scopeType: type, scopeValue }: RoleGrantRow): GrantScopeObject {
    return { type, value: scopeValue === '' ? null : scopeValue };
  }
}
