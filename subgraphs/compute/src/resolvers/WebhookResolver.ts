import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Ctx, Mutation, Resolver } from 'type-graphql';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { rotateWebhookSecret, type NewWebhookSecret } from '../operations/webhookSecrets.js';
import { WebhookSecret } from './types/WebhookTypes.js';

@Resolver()
export class WebhookResolver {
  constructor(private readonly services: ComputeServices) {}

  @Requires('community:manage')
  @Mutation(() => WebhookSecret, {
    description:
      'Gives the community a new secret that signs its webhooks, and shows it this once. The former one signs beside it for a day. Needs community:manage.',
  })
  rotateWebhookSecret(@Ctx() context: SubgraphContext): Promise<NewWebhookSecret> {
    return rotateWebhookSecret(this.services, context);
  }
}
