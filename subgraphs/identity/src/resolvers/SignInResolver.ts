import { Authenticated, Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { createSignInLink, type SignInLink } from '../operations/createSignInLink.js';
import { signOut } from '../operations/endSessions.js';
import { redeemSignInCode } from '../operations/redeemSignInCode.js';
import type { Services } from '../operations/Services.js';
import { SessionType, SignedOutType, SignInLinkType } from './types/SignInTypes.js';

/** All who redeem codes over GraphQL are one source, since the gateway does not say where they are. */
const source = 'graphql';

@Resolver(() => SessionType)
export class SignInResolver {
  constructor(private readonly services: Services) {}

  @Requires('members:manage')
  @Mutation(() => SignInLinkType, {
    description:
      'Makes a one-time sign-in link that works for 24 hours, for a member whose account this community keeps. ' +
      'Error codes: PERSON_REQUIRED, MEMBER_NOT_FOUND, FRESH_SIGN_IN_REQUIRED.',
  })
  createSignInLink(
    @Arg('personId', () => ID, { nullable: true, description: 'For whom; the caller unless given.' })
    personId: string | null | undefined,
    @Ctx() context: SubgraphContext,
  ): Promise<SignInLink> {
    return createSignInLink(this.services, context, personId ?? null);
  }

  @Mutation(() => SessionType, {
    description:
      'Signs in with the code of a sign-in link; needs no credential. Error codes: SIGN_IN_CODE_INVALID, RATE_LIMITED.',
  })
  async redeemSignInCode(
    @Arg('code', () => String, { description: 'What stands after `code=` in the link.' }) code: string,
    @Ctx() { trace }: SubgraphContext,
  ) {
    const { person, community, session } = await redeemSignInCode(this.services, { source, trace }, code);
    const now = this.services.clock();
    const { token, expiresAt } = await this.services.tokens.sign({
      personId: person.id,
      sessionId: session.id,
      now,
    });
    return { accessToken: token, expiresAt, person, community };
  }

  @Authenticated()
  @Mutation(() => SignedOutType, { description: "Ends all of the caller's sessions, on every device." })
  async signOut(@Ctx() context: SubgraphContext): Promise<SignedOutType> {
    return { sessions: await signOut(this.services, context) };
  }
}
