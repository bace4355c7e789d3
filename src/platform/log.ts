import * as vscode from 'vscode';
import type { Exchange } from '../api/transport';
import { causes } from './causes';

/** The extension's log. What is written never holds a token: only these facts are, and no header or body is among them. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Aleta Clients', { log: true });

  exchange({ method, path, status, ms, bytes, error }: Exchange): void {
    const line = `${method} ${path}: ${status ?? 'no answer'}, ${Math.round(ms)} ms, ${bytes} bytes`;
    if (error === undefined) this.#channel.info(line);
    else this.#channel.warn(`${line}; ${causes(error)}`);
  }

  error(what: string, error: unknown): void {
    this.#channel.error(`${what}: ${causes(error)}`);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
