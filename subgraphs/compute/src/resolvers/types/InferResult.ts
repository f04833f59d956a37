import { Field, ObjectType } from 'type-graphql';
import { Json } from '../Json.js';
import { JobType } from './JobTypes.js';
import { TaskType } from './TaskTypes.js';

@ObjectType({ description: 'A finished inference, or the job to come back for.' })
export class InferResult {
  @Field(() => JobType, { description: 'The job; it goes on when it is not finished.' })
  job!: JobType;

  @Field(() => TaskType, {
    nullable: true,
    description: "The job's only task, or the last of its chain, once it has finished.",
  })
  task!: TaskType | null;

  @Field(() => Boolean, { description: 'Whether the job finished within the time given.' })
  finished!: boolean;

  @Field(() => Json, {
    nullable: true,
    description:
      "The runner's answer; null when not finished, or when it is over 4 MiB: see the task's outputBlob.",
  })
  output!: unknown;

  @Field(() => String, { nullable: true, description: "The answer's text, where the runner gives text." })
  text!: string | null;
}
