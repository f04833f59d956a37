/** A failure a person can act on: `message` says what is missing, `advice` which command puts it right. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} advice
   * @param {string} [output] what the failed command printed
   */
  constructor(message, advice, output = '') {
    super(message);
    this.name = 'SetupError';
    this.advice = advice;
    this.output = output;
  }
}
