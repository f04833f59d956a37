import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { WorkState } from '../../rules/workState.js';
import { workStateEnum } from './JobTypes.js';

@ObjectType({ description: 'A secret that signs webhooks, as Standard Webhooks describes it.' })
export class WebhookSecret {
  @Field(() => String, { description: 'whsec_ and 32 bytes in base64. It cannot be shown again.' })
  secret!: string;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Until when what is sent is signed with the former secret, too; null when there was none.',
  })
  formerUntil!: Date | null;
}

@ObjectType({ description: 'An address that is told when a job is finished, at least once.' })
export class JobWebhook {
  @Field(() => String, { description: 'The address.' })
  url!: string;

  @Field(() => workStateEnum, {
    description: 'PENDING until the job is finished and the address answered with a status of 2xx.',
  })
  state!: WorkState;

  @Field(() => Int, { description: 'How often it was called, of eight times at most in 28 hours.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last call failed.' })
  lastError!: string | null;
}
