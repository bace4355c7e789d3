/** Events as VS Code's `EventEmitter` fires them, for code that must run without `vscode`. */
export type Event<T> = (listener: (value: T) => void) => { dispose(): void };

/**
 * Tells listeners of values, in the order in which they were added. One that throws cannot break what fires: its error
 * goes to `report`, and the others still hear the value.
 */
export class Emitter<T> {
  readonly #report: (error: unknown) => void;
  /** In objects of their own, so that one function can be added twice and be disposed once. */
  readonly #listeners = new Set<{ readonly hear: (value: T) => void }>();
  /** Calls still to be made, of all values that are being fired. */
  readonly #calls: { readonly listener: { readonly hear: (value: T) => void }; readonly value: T }[] = [];

  /** @param report Takes what a listener threw, for the log. Must not throw. Left out, it is an uncaught exception. */
  constructor(report: (error: unknown) => void = surface) {
    this.#report = report;
  }

  /** Adds a listener for the values fired from now on. Disposing what is returned removes it, also during `fire`. */
  readonly event: Event<T> = (hear) => {
    const listener = { hear };
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  /**
   * Calls those that listen now. All of them have heard `value` when this returns, also when a listener calls it: that
   * first makes the calls left of the value before, so that all listeners hear the values in one order.
   */
  fire(value: T): void {
    for (const listener of this.#listeners) this.#calls.push({ listener, value });
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift()) {
      if (!this.#listeners.has(call.listener)) continue;
      try {
        call.listener.hear(call.value);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Removes all listeners. */
  dispose(): void {
    this.#listeners.clear();
  }
}

/** Not in the call of `fire`, whose caller has done nothing wrong. */
const surface = (error: unknown): void =>
  queueMicrotask(() => {
    throw error;
  });
