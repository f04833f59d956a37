import { isDeepStrictEqual } from 'node:util';

/** Most different bytes that mean the same; a gateway writes an answer in one way, or in a few. */
const mostSpellings = 8;

/**
 * Whether answers are right: every one is compared byte by byte with those that were found to be right before, and parsed and
 * compared with the right data when it is none of them.
 */
export class AnswerCheck {
  #data;
  #spellings = [];

  constructor(data) {
    this.#data = data;
  }

  /** Undefined when the answer is right, else what is wrong with it. */
  problemOf({ status, chunks }) {
    if (status === 200 && this.#spellings.some((bytes) => isSame(chunks, bytes))) return undefined;
    const bytes = Buffer.concat(chunks);
    const problem = this.#problemOfNew(status, bytes);
    if (problem === undefined) this.#spellings.push(bytes);
    return (
      problem && `${problem} (status ${status}, ${bytes.length} bytes): ${bytes.toString('utf8', 0, 300)}`
    );
  }

  #problemOfNew(status, bytes) {
    if (status !== 200) return 'not an answer';
    if (this.#spellings.length >= mostSpellings) return 'answers differ each time';
    const { data, errors } = parsed(bytes);
    if (errors) return 'an answer with errors';
    return isDeepStrictEqual(data, this.#data) ? undefined : 'a wrong answer';
  }
}

/** What is no JSON has no data, which is a wrong answer. */
function parsed(bytes) {
  try {
    return JSON.parse(bytes.toString()) ?? {};
  } catch {
    return {};
  }
}

function isSame(chunks, expected) {
  let at = 0;
  for (const chunk of chunks) {
    const end = at + chunk.length;
    if (end > expected.length || expected.compare(chunk, 0, chunk.length, at, end) !== 0) return false;
    at = end;
  }
  return at === expected.length;
}
