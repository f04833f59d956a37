import type { Possessions } from './Possessions.js';

const dates = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const ages = /"oldestWaitingSeconds":[\d.e+-]+/g;
const capabilities = /capability=[^"&]+/g;
/** Base64 has characters that no other word has. */
const webhookSecrets = /whsec_[A-Za-z0-9+/=]+/g;
const words = /[A-Za-z0-9_-]{10,}/g;

/**
 * An answer without what is another one each time, to be compared with the answer to the same question about something else:
 * the things asked about, times, and ids and secrets that were just made.
 */
export function comparable(answer: string, asked: Iterable<string>, possessions: Possessions): string {
  let text = answer;
  for (const thing of asked) text = text.replaceAll(thing, '(asked)');
  return text
    .replace(dates, '(time)')
    .replace(ages, '"oldestWaitingSeconds":(age)')
    .replace(capabilities, 'capability=(new)')
    .replace(webhookSecrets, 'whsec_(new)')
    .replace(words, (word) => (possessions.has(word) || !/\d/.test(word) ? word : '(new)'));
}
