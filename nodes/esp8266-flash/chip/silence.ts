/** No answer came in time. */
export class Silence extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'Silence';
  }
}
