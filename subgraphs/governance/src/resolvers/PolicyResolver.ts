import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { listPolicyVersions } from '../operations/listPolicyVersions.js';
import { loadPolicy } from '../operations/loadPolicy.js';
import type { Services } from '../operations/Services.js';
import { setPolicyParameters } from '../operations/setPolicyParameters.js';
import { connectionOf, pageRequest } from './connectionOf.js';
import { rowToPolicy, toPolicy } from './toPolicy.js';
import { PolicyConnection } from './types/connections.js';
import { PageArguments } from './types/PageArguments.js';
import { PolicyType, SetPolicyParametersInput } from './types/PolicyTypes.js';

@Resolver(() => PolicyType)
export class PolicyResolver {
  constructor(private readonly services: Services) {}

  @Requires('policies:read')
  @Query(() => PolicyType, { description: "The community's policy in force. Needs policies:read." })
  async policy(@Ctx() context: SubgraphContext): Promise<PolicyType> {
    return toPolicy(await loadPolicy(this.services, context));
  }

  @Requires('policies:read')
  @Query(() => PolicyConnection, {
    description: "The versions of the community's policy, newest first. Needs policies:read.",
  })
  async policyVersions(
    @Ctx() context: SubgraphContext,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ): Promise<PolicyConnection> {
    const page = await listPolicyVersions(this.services, context, pageRequest(first, after));
    return connectionOf(page, after, { position: ({ version }) => version, node: rowToPolicy });
  }

  @Requires('policies:manage')
  @Mutation(() => PolicyType, {
    description:
      'Sets policy parameters; every service enforces them within seconds. Needs policies:manage. ' +
      'Error codes: STALE_BASE, NO_CHANGES, PARAMETER_UNKNOWN, PARAMETER_TWICE, ' +
      'PARAMETER_OUT_OF_BOUNDS, LOOSER_THAN_PARENT, RESIDENCY_INVALID, RESIDENCY_OUTSIDE_PARENT.',
  })
  async setPolicyParameters(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => SetPolicyParametersInput, { description: 'The changes.' })
    input: SetPolicyParametersInput,
  ): Promise<PolicyType> {
    return toPolicy(await setPolicyParameters(this.services, context, input));
  }
}
