import { Field, Float, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import { entryReasons, type EntryReason } from '../../operations/credit/accounts.js';

const reasonEnum = Object.fromEntries(entryReasons.map((reason) => [reason, reason]));
registerEnumType(reasonEnum, {
  name: 'CreditReason',
  description: 'Why credit moved.',
  valuesConfig: {
    BUDGET: { description: "The month's budget was given." },
    HELD: { description: 'A job was submitted: the most that it can cost is held until it ends.' },
    PAID: { description: 'A job paid for valid results.' },
    EARNED: { description: 'Devices had valid results.' },
    PUBLISHED: { description: 'Models were run with valid results.' },
    SHARE: { description: "The community's share of valid results." },
    RETURNED: { description: 'A job ended, or a payment of it was reversed: the rest came back.' },
    REVERSED: { description: 'Results turned out to be wrong: what was paid for them was taken back.' },
  },
});

@ObjectType({
  description: 'What a member has. Amounts are whole micro-credits; a credit is a second of a device.',
})
export class CreditAccount {
  @Field(() => ID, { description: 'The person or API key.' })
  readonly holder!: string;

  @Field(() => String, { description: 'What they have, in micro-credits.' })
  readonly balance!: string;

  @Field(() => String, {
    description: 'What they owe of payments that were reversed after they had spent them, in micro-credits.',
  })
  readonly owed!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What they are given a month where they need it, in micro-credits; null: what policy gives everybody.',
  })
  readonly monthlyBudget!: string | null;
}

@ObjectType({ description: 'What moved on an account at once, for one reason.' })
export class CreditEntry {
  @Field(() => ID, { description: 'Its identifier among the entries of its account.' })
  readonly id!: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  readonly at!: Date;

  @Field(() => reasonEnum, { description: 'Why.' })
  readonly reason!: EntryReason;

  @Field(() => String, { description: 'What the account gained, in micro-credits; negative when it lost.' })
  readonly amount!: string;
}

@ObjectType({ description: 'What one valid attempt earned.' })
export class CreditPayment {
  @Field(() => ID, { description: 'The attempt.' })
  readonly attemptId!: string;

  @Field(() => ID, { description: 'Its task.' })
  readonly taskId!: string;

  @Field(() => ID, { description: 'Its job.' })
  readonly jobId!: string;

  @Field(() => ID, { description: 'The device.' })
  readonly deviceId!: string;

  @Field(() => Float, {
    nullable: true,
    description:
      "From lease to result by the server's clock, in milliseconds; null where it did not see both.",
  })
  readonly elapsedMs!: number | null;

  @Field(() => String, { description: 'What it earned the holder of the account, in micro-credits.' })
  readonly amount!: string;
}

@ObjectType({ description: 'How much credit there is in a community. Amounts in micro-credits.' })
export class CommunityCredit {
  @Field(() => String, { description: 'What the community itself has earned and not given out.' })
  readonly treasury!: string;

  @Field(() => String, { description: 'What members have.' })
  readonly members!: string;

  @Field(() => String, { description: 'What unfinished jobs hold.' })
  readonly held!: string;

  @Field(() => String, { description: 'What is owed of payments that were reversed.' })
  readonly owed!: string;

  @Field(() => String, {
    description: 'What was ever issued: treasury, members and held together, less what is owed.',
  })
  readonly issued!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The most that members are given a month; null: no bounds.',
  })
  readonly monthlyBudget!: string | null;

  @Field(() => String, { description: 'What members were given this month (UTC).' })
  readonly grantedThisMonth!: string;
}

@ObjectType({ description: 'What is given a month.' })
export class CreditBudget {
  @Field(() => ID, { nullable: true, description: 'To whom; null: to all members together.' })
  readonly memberId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Micro-credits; null: what policy says for a member, without bounds for all together.',
  })
  readonly monthly!: string | null;
}

@ObjectType('JobCost', { description: 'What a job costs, in micro-credits.' })
export class JobCostType {
  @Field(() => String, { description: 'The price of one task, without bonus.' })
  readonly price!: string;

  @Field(() => String, { description: 'What was held when it was submitted: the most that it could cost.' })
  readonly held!: string;

  @Field(() => String, { description: 'What was paid for valid results, less what was reversed.' })
  readonly paid!: string;

  @Field(() => String, { description: 'What came back to whoever paid.' })
  readonly returned!: string;
}
