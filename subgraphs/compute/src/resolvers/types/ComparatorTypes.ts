import { Field, Float, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { ComparatorKind } from '@ai-collective/contracts';

export const comparatorEnum: Readonly<Record<ComparatorKind, ComparatorKind>> = {
  EXACT: 'EXACT',
  TOLERANCE: 'TOLERANCE',
};
registerEnumType(comparatorEnum, {
  name: 'ComparatorType',
  description: 'How two outputs of a model version are compared.',
  valuesConfig: {
    EXACT: { description: 'They are the same, to the last bit.' },
    TOLERANCE: {
      description: 'Their numbers may differ by atol + rtol · max(|a|, |b|); all else is the same.',
    },
  },
});

@ObjectType('Comparator', { description: 'When two outputs of a model version count as the same.' })
export class ComparatorOutput {
  @Field(() => comparatorEnum, { description: 'How they are compared.' })
  type!: ComparatorKind;

  @Field(() => Float, {
    nullable: true,
    description: 'Difference allowed whatever the size; null when EXACT.',
  })
  atol?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Difference allowed as a share of the size; null when EXACT.',
  })
  rtol?: number | null;
}

@InputType({ description: 'When two outputs of a model version count as the same.' })
export class ComparatorInput {
  @Field(() => comparatorEnum, { description: 'How they are compared.' })
  type!: ComparatorKind;

  @Field(() => Float, { nullable: true, description: 'From 0 to 1; 0.00001 when absent. Not with EXACT.' })
  atol?: number | null;

  @Field(() => Float, { nullable: true, description: 'From 0 to 0.1; 0.0001 when absent. Not with EXACT.' })
  rtol?: number | null;
}
