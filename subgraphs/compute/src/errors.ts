import { defineErrors, errorWith } from '@ai-collective/platform';

/** Every error the compute service answers with besides those of the platform. */
export const errors = defineErrors({
  MODEL_NOT_FOUND: { status: 404, message: 'There is no such model in this community.' },
  MODEL_VERSION_NOT_FOUND: {
    status: 404,
    message: 'There is no such model version in this community, or none that may be run.',
  },
  MODEL_REQUIRED: { status: 400, message: 'Give exactly one of modelVersionId and model, or steps instead.' },
  CHAIN_LENGTH_INVALID: errorWith<{ steps: number; maxSteps: number }>(
    400,
    ({ maxSteps }) => `A chain has 2 to ${maxSteps} steps.`,
  ),
  CHAIN_INPUT_UNKNOWN: errorWith<{ step: number; input: string; known: string }>(
    422,
    ({ step, input, known }) => `Step ${step} names an input "${input}"; its model takes: ${known}.`,
  ),
  CHAIN_SOURCE_INVALID: errorWith<{ step: number; input: string; reason: string }>(
    422,
    ({ step, input, reason }) => `Step ${step}, input "${input}": ${reason}`,
  ),
  CHAIN_TENSOR_MISMATCH: errorWith<{ step: number; input: string; expected: string; given: string }>(
    422,
    ({ step, input, expected, given }) =>
      `Step ${step}, input "${input}": the model takes ${expected}, and what it is given is ${given}.`,
  ),
  MODEL_SLUG_INVALID: {
    status: 400,
    message: 'A slug has 1 to 60 lower-case letters, digits and inner hyphens.',
  },
  MODEL_SLUG_TAKEN: errorWith<{ slug: string }>(
    409,
    ({ slug }) => `This community already has a model with the slug ${slug}.`,
  ),
  NAME_INVALID: { status: 400, message: 'A name has 1 to 200 printable characters.' },
  DESCRIPTION_INVALID: {
    status: 400,
    message: 'A description has at most 5,000 characters and no control characters.',
  },
  LICENCE_INVALID: {
    status: 400,
    message: 'State the licence, as an SPDX identifier or in at most 200 characters.',
  },
  MAX_BATCH_INVALID: { status: 400, message: 'maxBatch is a whole number from 1 to 1,024.' },
  COMPARATOR_INVALID: {
    status: 400,
    message:
      'A tolerance has an atol from 0 to 1 and an rtol from 0 to 0.1; an exact comparison has neither.',
  },
  RUNNER_UNKNOWN: errorWith<{ runner: string; known: string }>(
    400,
    ({ known }) => `There is no such runner. There are: ${known}.`,
  ),
  ARTIFACT_ROLES_MISMATCH: errorWith<{ runner: string; roles: string; optional: string }>(
    400,
    ({ runner, roles, optional }) =>
      `The runner ${runner} needs exactly one artifact of each of these roles: ${roles}.` +
      (optional === '' ? '' : ` It may have one of each of these: ${optional}.`),
  ),
  CHARACTERS_NOT_TEXT: {
    status: 422,
    message: 'The artifact "characters" is not UTF-8 text of one character a line, 4 MiB at most.',
  },
  ARTIFACT_NOT_TEXT: errorWith<{ role: string }>(
    422,
    ({ role }) => `The artifact "${role}" is not UTF-8 text of 4 MiB at most.`,
  ),
  ARTIFACT_JSON_INVALID: errorWith<{ role: string; reason: string }>(
    422,
    ({ role, reason }) => `The artifact "${role}" does not hold the settings its runner reads: ${reason}.`,
  ),
  MODEL_NOT_ONNX: errorWith<{ role: string }>(
    422,
    ({ role }) => `The artifact "${role}" is not an ONNX model.`,
  ),
  MODEL_EXTERNAL_DATA: errorWith<{ role: string }>(
    422,
    ({ role }) => `The artifact "${role}" keeps tensors in other files. Save the model with its data inside.`,
  ),
  MODEL_OPERATOR_DOMAIN: errorWith<{ role: string; domain: string }>(
    422,
    ({ role, domain }) =>
      `The artifact "${role}" uses operators of the domain "${domain}", which is not allowed.`,
  ),
  MODEL_TOO_LARGE: errorWith<{ role: string; maxBytes: number }>(
    413,
    ({ role, maxBytes }) =>
      `The artifact "${role}" is larger than this community's limit of ${maxBytes} bytes (models.maxBytes).`,
  ),
  DEVICE_NOT_SUSPENDED: {
    status: 409,
    message: 'There is no suspended device of that id in this community.',
  },
  DEVICE_UNKNOWN: {
    status: 404,
    message:
      'No device of that id has been heard of in this community. One that has never connected has no work to be taken from.',
  },
  REASON_INVALID: { status: 400, message: 'A reason is needed, of up to 500 visible characters.' },
  FLEET_NOT_FOUND: { status: 404, message: 'There is no such fleet in this community.' },
  FLEET_NAME_TAKEN: errorWith<{ name: string }>(
    409,
    ({ name }) => `This community already has a fleet named ${name}.`,
  ),
  ENROLLMENT_INVALID: {
    status: 400,
    message: 'maxDevices and maxDevicesPerOwner are whole numbers from 1 to 100,000.',
  },
  ITEMS_REQUIRED: { status: 400, message: 'Give exactly one of items and itemsBlob.' },
  JOB_EMPTY: { status: 400, message: 'A job needs at least one item.' },
  JOB_TOO_LARGE: errorWith<{ items: number; maxItems: number }>(
    422,
    ({ items, maxItems }) => `The job has ${items} items; this community allows ${maxItems} (jobs.maxItems).`,
  ),
  TOO_MANY_UNFINISHED_JOBS: errorWith<{ maxUnfinished: number }>(
    429,
    ({ maxUnfinished }) =>
      `This community already has ${maxUnfinished} unfinished jobs (jobs.maxUnfinished). Wait or cancel some.`,
  ),
  CREDIT_INSUFFICIENT: errorWith<{ needed: string; available: string }>(
    402,
    ({ needed, available }) =>
      `The job can cost up to ${needed} micro-credits and you have ${available}. Earn some, submit less, or ask for a budget.`,
  ),
  BUDGET_INVALID: { status: 400, message: 'A budget is a whole number of micro-credits from 0 to 10^15.' },
  MEMBER_ID_INVALID: { status: 400, message: 'Give the id of a person or an API key.' },
  PRIVACY_CLASS_NOT_SUPPORTED: {
    status: 422,
    message:
      'SEALED is not supported yet: inputs are not encrypted to the device that runs them. The strictest class there is is TRUSTED.',
  },
  REGIONS_INVALID: {
    status: 400,
    message:
      'placement.regions names 1 to 60 countries such as DE (ISO 3166-1), or parts of them such as DE-BY (ISO 3166-2).',
  },
  PLACEMENT_IMPOSSIBLE: errorWith<{ allowed: string }>(
    422,
    ({ allowed }) =>
      `The job may run nowhere: none of its regions is one that the community allows, which are: ${allowed}.`,
  ),
  PRIORITY_INVALID: { status: 400, message: 'A priority is a whole number from 0 to 9.' },
  DEADLINE_INVALID: errorWith<{ earliest: string; latest: string }>(
    422,
    ({ earliest, latest }) =>
      `A deadline lies at least a second and at most a year ahead: ${earliest} to ${latest}.`,
  ),
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    message: 'An idempotency key has 1 to 200 printable ASCII characters.',
  },
  IDEMPOTENCY_CONFLICT: errorWith<{ jobId: string }>(
    409,
    () => 'This idempotency key was already used for a job with other contents.',
  ),
  INPUT_NAME_UNKNOWN: errorWith<{ item: number; input: string; known: string }>(
    422,
    ({ item, input, known }) => `Item ${item} has an input "${input}"; the model takes: ${known}.`,
  ),
  INPUT_NAME_REPEATED: errorWith<{ item: number; input: string }>(
    422,
    ({ item, input }) => `Item ${item} has the input "${input}" twice.`,
  ),
  INPUT_MISSING: errorWith<{ item: number; input: string }>(
    422,
    ({ item, input }) => `Item ${item} lacks the input "${input}".`,
  ),
  INPUT_VALUE_INVALID: errorWith<{ item: number; input: string; reason: string }>(
    422,
    ({ item, input, reason }) => `Item ${item}, input "${input}": ${reason}`,
  ),
  INPUT_TOO_LARGE: errorWith<{ item: number; maxBytes: number }>(
    413,
    ({ item, maxBytes }) =>
      `The tensors of item ${item} take more than ${maxBytes} bytes. Upload them and give blobs instead.`,
  ),
  TENSOR_DTYPE_MISMATCH: errorWith<{ item: number; input: string; expected: string; given: string }>(
    422,
    ({ item, input, expected, given }) =>
      `Item ${item}, input "${input}": the model takes ${expected}, not ${given}.`,
  ),
  TENSOR_SHAPE_MISMATCH: errorWith<{ item: number; input: string; expected: string; given: string }>(
    422,
    ({ item, input, expected, given }) =>
      `Item ${item}, input "${input}": the model takes the shape ${expected}, not ${given}.`,
  ),
  TENSOR_DATA_LENGTH: errorWith<{ item: number; input: string; expected: number; given: number }>(
    422,
    ({ item, input, expected, given }) =>
      `Item ${item}, input "${input}": dtype and shape need ${expected} bytes of data, not ${given}.`,
  ),
  BLOB_NOT_FOUND: errorWith<{ cid: string }>(404, ({ cid }) => `There is no blob ${cid} in this community.`),
  BLOB_TOO_LARGE: errorWith<{ maxBytes: number }>(
    413,
    ({ maxBytes }) => `It takes more than this community's limit of ${maxBytes} bytes (blobs.maxBytes).`,
  ),
  STORAGE_UNAVAILABLE: errorWith<Record<string, never>>(
    503,
    () => 'The blob store did not answer. Try again.',
  ),
  WEBHOOK_URL_INVALID: errorWith<{ problem: string }>(
    400,
    ({ problem }) => `The address of the webhook cannot be called: ${problem}`,
  ),
  WEBHOOK_SECRET_MISSING: {
    status: 409,
    message: 'This community has no secret that signs webhooks yet. Make one with rotateWebhookSecret.',
  },
  WEBHOOK_FAILED: errorWith<{ reason: string }>(
    502,
    ({ reason }) => `The address was called, but ${reason}.`,
  ),
  JOB_NOT_FOUND: { status: 404, message: 'There is no such job in this community.' },
  JOB_UNFINISHED: errorWith<{ jobId: string }>(409, () => 'The job is not finished yet.'),
  JOB_FINISHED: errorWith<{ jobId: string }>(409, () => 'The job is already finished.'),
  CURSOR_INVALID: { status: 400, message: 'The cursor is not one this list gave out.' },
  PAGE_SIZE_INVALID: { status: 400, message: 'first is a whole number from 1 to 100.' },
  WAIT_INVALID: { status: 400, message: 'waitMs is a whole number of milliseconds from 0 to 60,000.' },
  SERVER_BUSY: {
    status: 503,
    message: 'Too many requests are waiting for jobs here. Ask for the job later.',
  },
});
