import { defineErrors } from '@ai-collective/platform/runtime';

/** Every error the dispatcher answers with over HTTP. */
export const errors = defineErrors({
  STATUS_IS_LOCAL: { status: 403, message: 'The status page is for the machine the dispatcher runs on.' },
});
