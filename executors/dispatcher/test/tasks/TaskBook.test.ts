import { describe, expect, it } from 'vitest';
import { TaskBook } from '../../src/tasks/TaskBook.js';
import { testTask } from '../support/TestCompute.js';

const position = { topic: 'tasks', partition: 0, offset: 0, epoch: 1 };

function bookOf(count: number, excludedOwners: (index: number) => readonly string[]): TaskBook {
  const book = new TaskBook();
  for (let index = 0; index < count; index += 1) {
    const message = testTask({
      fleetId: 'flt_1',
      communityId: 'com_1',
      excludedOwners: excludedOwners(index),
    });
    book.add({ message, position, bytes: 1 }, 0);
  }
  return book;
}

describe('TaskBook', () => {
  it('has one head for all tasks that the same devices may run, in whatever order their owners are named', () => {
    const book = bookOf(4, (index) => (index % 2 === 0 ? ['per_1', 'per_2'] : ['per_2', 'per_1']));
    expect(book.heads('flt_1', 0)).toHaveLength(1);
  });

  it('shows so many heads at a time as can be compared, and all of them in turn', () => {
    const book = bookOf(150, (index) => [`per_${index}`]);
    const shown = [book.heads('flt_1', 0), book.heads('flt_1', 0), book.heads('flt_1', 0)];
    expect(shown.map(({ length }) => length)).toEqual([64, 64, 64]);
    expect(new Set(shown.flat()).size).toBe(150);
  });

  it('tells of each task whose deadline has passed once, and of none that is gone', () => {
    const book = new TaskBook();
    const [gone, due, later] = [1_000, 1_000, 2_000].map((at) => {
      const deadlineAt = new Date(at).toISOString();
      const message = testTask({ fleetId: 'flt_1', communityId: 'com_1', deadlineAt });
      return book.add({ message, position, bytes: 1 }, 0);
    });
    if (gone !== undefined) book.remove(gone);
    expect(book.takeOverdue(999)).toEqual([]);
    expect(book.takeOverdue(1_000)).toEqual([due]);
    expect(book.takeOverdue(5_000)).toEqual([later]);
  });
});
