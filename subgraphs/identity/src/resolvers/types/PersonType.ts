import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Person', { description: 'A human being with an account. Belongs to any number of communities.' })
@Directive('@key(fields: "id")')
export class PersonType {
  @Field(() => ID, { description: 'For example per_01k9…' })
  readonly id!: string;

  @Field(() => String, { description: 'What the person is called.' })
  readonly name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Their e-mail address, if known; shown to themselves and to those who manage members.',
  })
  readonly email!: string | null;
}
