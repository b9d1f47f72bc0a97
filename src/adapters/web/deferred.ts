/** A promise that is settled from outside. Nobody has to wait for it: its rejection is never unhandled. */
export class Deferred {
  readonly promise: Promise<void>;
  resolve: () => void = unset;
  reject: (error: Error) => void = unset;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(unset);
  }
}

function unset(): void {
  // The promise calls its executor at once.
}
