import { expect, it } from 'vitest';
import { parseNews } from '../../src/progress/progressChannel.js';

it.each([
  ['replica:job_1,job_2', { settledBy: 'replica', jobIds: ['job_1', 'job_2'] }],
  [':job_1', { settledBy: '', jobIds: ['job_1'] }],
  ['', undefined],
])('reads %j', (payload, news) => {
  expect(parseNews(payload)).toEqual(news);
});
