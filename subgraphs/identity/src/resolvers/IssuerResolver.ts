import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { TrustedIssuerRow } from '../entities/TrustedIssuer.js';
import { distrustIssuer } from '../operations/distrustIssuer.js';
import { redirectUriOf } from '../operations/issuerClient.js';
import { listTrustedIssuers } from '../operations/listTrustedIssuers.js';
import type { Services } from '../operations/Services.js';
import { trustIssuer } from '../operations/trustIssuer.js';
import { TrustedIssuerType, TrustIssuerInput } from './types/IssuerTypes.js';

@Resolver(() => TrustedIssuerType)
export class IssuerResolver {
  constructor(private readonly services: Services) {}

  @Requires('community:manage')
  @Query(() => [TrustedIssuerType], {
    description: 'The issuers that sign people in to the community, ten at most. Needs community:manage.',
  })
  trustedIssuers(@Ctx() { passport }: SubgraphContext): Promise<readonly TrustedIssuerRow[]> {
    return listTrustedIssuers(this.services, passport);
  }

  @Requires('community:manage')
  @Mutation(() => TrustedIssuerType, {
    description:
      'Lets an issuer sign people in to the community, once it has answered for itself. ' +
      'Error codes: OIDC_ISSUER_INVALID, OIDC_ISSUER_UNREACHABLE, TOO_MANY_ISSUERS.',
  })
  trustIssuer(
    @Arg('input', () => TrustIssuerInput, { description: 'The issuer.' }) input: TrustIssuerInput,
    @Ctx() context: SubgraphContext,
  ): Promise<TrustedIssuerRow> {
    return trustIssuer(this.services, context, input);
  }

  @Requires('community:manage')
  @Mutation(() => TrustedIssuerType, {
    description:
      'Stops an issuer from signing people in, and ends the sessions it vouched for in this community. ' +
      'Error codes: OIDC_ISSUER_NOT_FOUND.',
  })
  distrustIssuer(
    @Arg('id', () => ID, { description: 'The trusted issuer.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TrustedIssuerRow> {
    return distrustIssuer(this.services, context, id);
  }

  @FieldResolver(() => Boolean)
  hasClientSecret(@Root() issuer: TrustedIssuerRow): boolean {
    return issuer.sealedSecret !== null;
  }

  @FieldResolver(() => String)
  redirectUri(@Root() issuer: TrustedIssuerRow): string {
    return redirectUriOf(this.services, issuer.id);
  }
}
