import * as vscode from 'vscode';

/** A `when` clause key of ours, set only when its value changes. */
export class ContextKey<T extends string | boolean | number> {
  readonly #name: string;
  #value: T | undefined;

  /** @param name with our prefix, for example `aleta.state`. */
  constructor(name: string) {
    this.#name = name;
  }

  set(value: T): void {
    if (value === this.#value) return;
    this.#value = value;
    void vscode.commands.executeCommand('setContext', this.#name, value);
  }
}
