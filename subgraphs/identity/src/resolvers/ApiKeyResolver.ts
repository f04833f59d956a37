import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ApiKeyRow } from '../entities/ApiKey.js';
import { createApiKey } from '../operations/createApiKey.js';
import { createPersonalApiKey } from '../operations/createPersonalApiKey.js';
import type { NewApiKey } from '../operations/insertApiKey.js';
import { listApiKeys } from '../operations/loadApiKeys.js';
import { revokeApiKey } from '../operations/revokeApiKey.js';
import { rotateApiKey } from '../operations/rotateApiKey.js';
import type { Services } from '../operations/Services.js';
import { ApiKeyType, NewApiKeyType } from './types/ApiKeyType.js';
import { CreateApiKeyInput, CreatePersonalApiKeyInput, RotateApiKeyInput } from './types/inputs.js';

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  constructor(private readonly services: Services) {}

  @Requires('keys:manage')
  @Query(() => [ApiKeyType], {
    description: "The community's newest 1,000 API keys, ended ones too, newest first.",
  })
  apiKeys(@Ctx() { passport }: SubgraphContext): Promise<readonly ApiKeyRow[]> {
    return listApiKeys(this.services, passport);
  }

  @Requires('keys:manage')
  @Mutation(() => NewApiKeyType, {
    description: 'Creates an API key that can do no more than its creator. Error codes: TOO_MANY_API_KEYS.',
  })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'The key.' }) input: CreateApiKeyInput,
    @Ctx() context: SubgraphContext,
  ): Promise<NewApiKey> {
    return createApiKey(this.services, context, input);
  }

  @Requires('community:read')
  @Mutation(() => NewApiKeyType, {
    description:
      "Creates an API key with the caller's own roles, for 90 days at most. It ends when they are removed from the " +
      'community or lose a permission it has, and when they make ten newer ones. Error codes: OWN_MEMBERSHIP_REQUIRED, MEMBER_NOT_FOUND.',
  })
  createPersonalApiKey(
    @Arg('input', () => CreatePersonalApiKeyInput, { description: 'The key.' })
    input: CreatePersonalApiKeyInput,
    @Ctx() context: SubgraphContext,
  ): Promise<NewApiKey> {
    return createPersonalApiKey(this.services, context, input);
  }

  @Requires('keys:manage')
  @Mutation(() => NewApiKeyType, {
    description:
      'Replaces an API key by a new one of the same roles, scopes and lifetime; the old one works on for a while. ' +
      'Error codes: API_KEY_NOT_FOUND, API_KEY_ENDED, TOO_MANY_API_KEYS.',
  })
  rotateApiKey(
    @Arg('input', () => RotateApiKeyInput, { description: 'Which key, and how long it works on.' })
    input: RotateApiKeyInput,
    @Ctx() context: SubgraphContext,
  ): Promise<NewApiKey> {
    return rotateApiKey(this.services, context, input);
  }

  @Requires('keys:manage')
  @Mutation(() => ApiKeyType, { description: 'Voids an API key at once. Error codes: API_KEY_NOT_FOUND.' })
  revokeApiKey(
    @Arg('id', () => ID, { description: 'The key.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ApiKeyRow> {
    return revokeApiKey(this.services, context, id);
  }
}
