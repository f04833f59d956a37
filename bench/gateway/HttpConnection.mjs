import { connect } from 'node:net';

const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');

/**
 * One keep-alive HTTP/1.1 connection that costs its user little: requests are ready bytes, and answers are handed over as the
 * chunks of their bodies. One request at a time.
 */
export class HttpConnection {
  #socket;
  #onAnswer;
  #onFailure;
  /** Bytes of a head or of a chunk's size that has not arrived whole. */
  #rest;
  #answer;
  /** Bytes the body, or its chunk, still has; undefined while the head is awaited. */
  #missing;

  constructor({ host, port, onFailure }) {
    this.#onFailure = onFailure;
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('data', (bytes) => this.#read(bytes));
    this.#socket.on('error', onFailure);
    this.#socket.on('close', () => onFailure(new Error('the connection was closed')));
  }

  /** `onAnswer({ status, head, chunks })` is called once; the bytes may be changed from then on. */
  send(bytes, onAnswer) {
    this.#onAnswer = onAnswer;
    this.#socket.write(bytes);
  }

  close() {
    this.#socket.removeAllListeners('close').removeAllListeners('data').destroy();
  }

  #read(arrived) {
    let bytes = this.#rest ? Buffer.concat([this.#rest, arrived]) : arrived;
    this.#rest = undefined;
    while (bytes !== undefined && bytes.length > 0) {
      if (this.#answer === undefined) bytes = this.#readHead(bytes);
      else if (this.#missing > 0) bytes = this.#readBody(bytes);
      else bytes = this.#readChunkSize(bytes);
    }
  }

  #readHead(bytes) {
    const end = bytes.indexOf(endOfHead);
    if (end === -1) return this.#keep(bytes);
    const head = bytes.latin1Slice(0, end);
    const length = /^content-length: *(\d+)/im.exec(head)?.[1];
    const chunked = /^transfer-encoding: *chunked/im.test(head);
    if (length === undefined && !chunked) return this.#fail(`an answer without a length: ${head}`);
    this.#answer = { status: Number(head.slice(9, 12)), head, chunks: [], chunked };
    this.#missing = Number(length ?? 0);
    if (length === '0') this.#finish();
    return bytes.subarray(end + endOfHead.length);
  }

  #readBody(bytes) {
    const part = bytes.subarray(0, this.#missing);
    this.#answer.chunks.push(part);
    this.#missing -= part.length;
    if (this.#missing === 0 && !this.#answer.chunked) this.#finish();
    return bytes.subarray(part.length);
  }

  /** A chunk begins with the end of the line of the one before it. */
  #readChunkSize(bytes) {
    const from = this.#answer.chunks.length > 0 ? endOfLine.length : 0;
    const end = bytes.indexOf(endOfLine, from);
    if (end === -1) return this.#keep(bytes);
    this.#missing = Number.parseInt(bytes.latin1Slice(from, end), 16);
    if (this.#missing > 0) return bytes.subarray(end + endOfLine.length);
    if (bytes.length < end + endOfHead.length) return this.#keep(bytes);
    this.#finish();
    return bytes.subarray(end + endOfHead.length);
  }

  #keep(bytes) {
    this.#rest = bytes;
    return undefined;
  }

  #finish() {
    const answer = this.#answer;
    this.#answer = undefined;
    this.#onAnswer(answer);
  }

  #fail(message) {
    this.#onFailure(new Error(message));
    this.close();
    return undefined;
  }
}
