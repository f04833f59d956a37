import { ArgsType, Field, ID } from 'type-graphql';

@ArgsType()
export class DrainingArguments {
  @Field(() => ID, { description: 'The device.' })
  deviceId!: string;

  @Field(() => Boolean, { description: 'Whether it is to be out of work.' })
  draining!: boolean;

  @Field(() => String, { description: 'Why, for the audit log; up to 500 characters.' })
  reason!: string;
}
