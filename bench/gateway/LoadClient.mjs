import { HttpConnection } from './HttpConnection.mjs';
import { RequestTemplate } from './RequestTemplate.mjs';

/** One client: sends its next request when the last is answered, and looks at every answer. */
export class LoadClient {
  #connection;
  #templates;
  #run;
  #fail;
  /** Rejects when an answer is wrong or the connection breaks. */
  failed = new Promise((_, reject) => (this.#fail = reject));

  /** `run` is shared by all clients: the queries with their checks, how many are left, and the latencies noted. */
  constructor(url, run) {
    const { hostname: host, port } = new URL(url);
    this.failed.catch(() => undefined);
    this.#run = run;
    this.#templates = run.queries.map(
      (query) => new RequestTemplate(url, { query, identities: run.identities }),
    );
    this.#connection = new HttpConnection({ host, port: Number(port), onFailure: this.#fail });
  }

  /** Resolves when nothing is left to send. */
  work() {
    const done = new Promise((resolve) => this.#next(resolve));
    return Promise.race([done, this.failed]);
  }

  close() {
    this.#connection.close();
  }

  #next(done) {
    const run = this.#run;
    if (run.left <= 0) return done();
    run.left -= 1;
    const which = run.sent++ % run.queries.length;
    const started = performance.now();
    this.#connection.send(this.#templates[which].next(), (answer) => {
      const milliseconds = performance.now() - started;
      const problem = run.checks[which].problemOf(answer);
      if (problem !== undefined) return this.#fail(new Error(problem));
      if (run.counting) run.latencies.push(milliseconds);
      this.#next(done);
    });
  }
}
