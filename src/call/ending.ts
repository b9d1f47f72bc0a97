import { type Termination } from "../dialog/termination.js";
import { type CallEndedError } from "./call-ended-error.js";

/** Begins something; what it returns stops it. */
export type Begin<T> = (resolve: (value: T) => void, reject: (error: Error) => void) => () => void;

/** The one end of a call, as an error, a signal and promises; each is made when it is asked for. */
export class Ending {
  #error: CallEndedError | undefined;
  #listeners: Set<(error: CallEndedError) => void> | undefined;
  #controller: AbortController | undefined;
  #termination: Promise<Termination> | undefined;

  /** What it has ended with. */
  get error(): CallEndedError | undefined {
    return this.#error;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = (this.#controller = new AbortController());
      this.#whenOver((error) => controller.abort(error));
    }
    return this.#controller.signal;
  }

  get termination(): Promise<Termination> {
    return (this.#termination ??= new Promise((resolve) => {
      this.#whenOver(({ termination }) => resolve(termination));
    }));
  }

  /** It is over. Only the first time counts. */
  end(error: CallEndedError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener(error);
  }

  /** @throws CallEndedError when it is over. */
  requireOpen(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  /**
   * A promise of something that comes about unless the call ends first. One that nobody looks at is no unhandled rejection.
   *
   * @param begin - Gives what stops it. What it throws is thrown here.
   */
  unlessOver<T>(begin: Begin<T>): Promise<T> {
    let mistake: { readonly error: unknown } | undefined;
    const promise = new Promise<T>((resolve, reject) => {
      if (this.#error !== undefined) return reject(this.#error);
      let stop: (() => void) | undefined;
      const over = (error: CallEndedError): void => {
        stop?.();
        reject(error);
      };
      this.#whenOver(over);
      const forget = (): void => void this.#listeners?.delete(over);
      try {
        stop = begin(
          (value) => (forget(), resolve(value)),
          (error) => (forget(), reject(error)),
        );
      } catch (error) {
        forget();
        mistake = { error };
      }
    });
    if (mistake !== undefined) throw mistake.error;
    promise.catch(() => undefined);
    return promise;
  }

  #whenOver(listener: (error: CallEndedError) => void): void {
    if (this.#error !== undefined) listener(this.#error);
    else (this.#listeners ??= new Set()).add(listener);
  }
}
