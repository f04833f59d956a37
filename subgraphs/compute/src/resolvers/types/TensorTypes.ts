import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

@ObjectType({ description: 'One dimension of a shape: fixed, named, or open when both fields are null.' })
export class Dimension {
  @Field(() => Int, { nullable: true, description: 'Its size, when fixed.' })
  size!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; dimensions of one name have one size in each task.',
  })
  name!: string | null;
}

@ObjectType({ description: 'A tensor as an ONNX file declares it.' })
export class TensorDeclaration {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'ONNX element type, for example float32.' })
  dtype!: string;

  @Field(() => [Dimension], {
    nullable: true,
    description: 'Its shape; null when even the number of dimensions is open.',
  })
  shape!: Dimension[] | null;
}

const inputKinds = { TENSOR: 'TENSOR', BLOB: 'BLOB' } as const;
registerEnumType(inputKinds, {
  name: 'InputKind',
  description: 'What an input takes.',
  valuesConfig: {
    TENSOR: { description: 'A tensor in place, or a blob of its raw little-endian elements.' },
    BLOB: { description: 'A blob that holds a file, for example an image.' },
  },
});

@ObjectType({ description: 'An input of the tasks of a model version.' })
export class TaskInputDeclaration {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => inputKinds, { description: 'What it takes.' })
  accepts!: keyof typeof inputKinds;

  @Field(() => String, { nullable: true, description: 'ONNX element type of a tensor.' })
  dtype!: string | null;

  @Field(() => [Dimension], {
    nullable: true,
    description: 'Shape of a tensor; null when open, or for a file.',
  })
  shape!: Dimension[] | null;
}

@ObjectType({ description: 'A tensor with its elements.' })
export class Tensor {
  @Field(() => String, { description: 'Element type, for example float32.' })
  dtype!: string;

  @Field(() => [Int], { description: 'Sizes of its dimensions; empty for a scalar.' })
  shape!: readonly number[];

  @Field(() => String, { description: 'Little-endian, row-major elements in base64.' })
  data!: string;
}
