import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, Int, Mutation, Resolver } from 'type-graphql';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { infer, type InferOutcome } from '../operations/infer.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { InferInput } from './types/inputs.js';
import { InferResult } from './types/InferResult.js';

@Resolver()
export class InferResolver {
  constructor(
    private readonly services: ComputeServices,
    private readonly loaders: LoadersByRequest,
  ) {}

  @Requires('jobs:submit')
  @Mutation(() => InferResult, {
    description:
      'Runs one item and waits for it. When it fails, the error has the code of the failure and the id of the job. Needs jobs:submit.',
  })
  async infer(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => InferInput, { description: 'The item.' }) input: InferInput,
    @Arg('waitMs', () => Int, {
      defaultValue: 10_000,
      description: 'How long to wait, in milliseconds; 60,000 at most.',
    })
    waitMs: number,
  ): Promise<InferOutcome> {
    const outcome = await infer(this.services, context, { request: input, waitMs });
    if (outcome.task !== null)
      this.loaders.of(context).attemptsOfTasks.prime(outcome.task.id, outcome.attempts);
    return outcome;
  }
}
