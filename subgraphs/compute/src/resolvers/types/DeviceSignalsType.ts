import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('DeviceSignals', {
  description:
    'What came of the leases a device had in the last 24 hours, as policies about the action tasks:run see it; at most a minute old.',
})
export class DeviceSignalsType {
  @Field(() => Int, { description: 'Leases that came to an end.' })
  readonly attempts!: number;

  @Field(() => Int, { description: 'Results that were found to be right or wrong.' })
  readonly judged!: number;

  @Field(() => Int, { description: 'Wrong ones.' })
  readonly invalid!: number;

  @Field(() => Int, { description: "Failures that were the device's fault." })
  readonly errors!: number;

  @Field(() => Int, { description: 'Leases that took too long.' })
  readonly timeouts!: number;

  @Field(() => Int, { description: 'Leases that were lost, or given back.' })
  readonly abandoned!: number;

  @Field(() => Int, { description: 'Wrong results in a thousand that were judged.' })
  readonly invalidPermille!: number;

  @Field(() => Int, { description: 'Errors in a thousand attempts.' })
  readonly errorPermille!: number;

  @Field(() => Int, { description: 'Timeouts in a thousand attempts.' })
  readonly timeoutPermille!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long it takes from lease to result, in percent of what devices of the community take for the same; null while unknown.',
  })
  readonly turnaroundPercent?: number | null;
}
