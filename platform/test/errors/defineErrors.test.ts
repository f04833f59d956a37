import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors/AppError.js';
import { defineErrors, errorWith } from '../../src/errors/defineErrors.js';

const errors = defineErrors({
  CLOSED: { status: 409, message: 'It is closed.' },
  JOB_NOT_FOUND: errorWith<{ jobId: string }>(404, ({ jobId }) => `There is no job ${jobId}.`),
});

describe('defineErrors', () => {
  it('makes an error with code, message and status', () => {
    const error = errors.CLOSED();
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'CLOSED', message: 'It is closed.', status: 409 });
  });

  it('fills the message with its parameters and keeps them as details', () => {
    const error = errors.JOB_NOT_FOUND({ jobId: 'job_1' });
    expect(error).toMatchObject({ message: 'There is no job job_1.', status: 404 });
    expect(error.options.details).toEqual({ jobId: 'job_1' });
  });

  it('keeps the cause, and has none when none is given', () => {
    const cause = new Error('the database said so');
    expect(errors.JOB_NOT_FOUND({ jobId: 'job_1' }, cause).cause).toBe(cause);
    expect('cause' in errors.JOB_NOT_FOUND({ jobId: 'job_1' })).toBe(false);
  });

  it('makes a new error each time, with a stack of its own', () => {
    expect(errors.CLOSED()).not.toBe(errors.CLOSED());
    expect(errors.CLOSED().stack).toContain('defineErrors.test');
  });
});

describe('AppError', () => {
  it('has status 400 unless stated', () => {
    expect(new AppError('WRONG', 'Wrong.').status).toBe(400);
  });
});
