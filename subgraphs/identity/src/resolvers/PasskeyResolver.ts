import { Authenticated, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { PasskeyRow } from '../entities/Passkey.js';
import { createRecoveryCodes } from '../operations/createRecoveryCodes.js';
import { listPasskeys, recoveryCodesLeft, removePasskey, renamePasskey } from '../operations/ownPasskeys.js';
import type { Services } from '../operations/Services.js';
import { PasskeyType, RecoveryCodesType } from './types/PasskeyType.js';
import { ViewerType } from './types/ViewerType.js';

@Resolver(() => ViewerType)
export class PasskeyResolver {
  constructor(private readonly services: Services) {}

  @FieldResolver(() => [PasskeyType], {
    description: 'Their passkeys, oldest first, 20 at most; none of those who are no person.',
  })
  passkeys(@Ctx() context: SubgraphContext): Promise<readonly PasskeyRow[]> {
    return listPasskeys(this.services, context);
  }

  @FieldResolver(() => Int, { description: 'How many recovery codes they can still use.' })
  recoveryCodesLeft(@Ctx() context: SubgraphContext): Promise<number> {
    return recoveryCodesLeft(this.services, context);
  }

  @Authenticated()
  @Mutation(() => PasskeyType, {
    description: "Gives one of the caller's passkeys another name. Error codes: PASSKEY_NOT_FOUND.",
  })
  renamePasskey(
    @Arg('id', () => ID, { description: 'The passkey.' }) id: string,
    @Arg('name', () => String, { description: 'Its name from now on, 100 characters at most.' }) name: string,
    @Ctx() context: SubgraphContext,
  ): Promise<PasskeyRow> {
    return renamePasskey(this.services, context, { id, name });
  }

  @Authenticated()
  @Mutation(() => PasskeyType, {
    description:
      "Removes one of the caller's passkeys, unless it is their last way in. " +
      'Error codes: PASSKEY_NOT_FOUND, LAST_SIGN_IN_METHOD.',
  })
  removePasskey(
    @Arg('id', () => ID, { description: 'The passkey.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<PasskeyRow> {
    return removePasskey(this.services, context, id);
  }

  @Authenticated()
  @Mutation(() => RecoveryCodesType, {
    description:
      'Makes ten recovery codes for the caller, who has signed in within the last 15 minutes; those made before are void ' +
      'from now on. Error codes: FRESH_SIGN_IN_REQUIRED.',
  })
  async createRecoveryCodes(@Ctx() context: SubgraphContext): Promise<RecoveryCodesType> {
    return { codes: await createRecoveryCodes(this.services, context) };
  }
}
