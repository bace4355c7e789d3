import * as vscode from 'vscode';
import { AletaError } from '../api/errors';
import type { Exchange } from '../api/transport';
import { plainText } from './plainText';

/** The extension's log. What is written never holds a token: only these facts are, and no header or body is among them. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Aleta Clients', { log: true });

  exchange({ method, path, status, ms, bytes, error }: Exchange): void {
    const line = `${method} ${path}: ${status ?? 'no answer'}, ${Math.round(ms)} ms, ${bytes} bytes`;
    if (error === undefined) this.#channel.info(line);
    else this.#channel.warn(`${line}; ${causes(error)}`);
  }

  info(text: string): void {
    this.#channel.info(plainText(text, 1_000));
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

/** `error` and what caused it. Stacks only of errors that are not expected: they are bugs of ours. */
function causes(error: unknown): string {
  const texts: string[] = [];
  let at = error;
  for (let depth = 0; depth < 8 && at !== undefined; depth++) {
    if (!(at instanceof Error)) {
      texts.push(typeof at === 'string' ? at : typeof at);
      break;
    }
    const code = 'code' in at && typeof at.code === 'string' ? ` [${at.code}]` : '';
    texts.push(`${at.name}${code}: ${at.message}`);
    if (!(at instanceof AletaError) && depth === 0 && at.name !== 'AbortError') texts.push(at.stack ?? '');
    at = at.cause;
  }
  return texts.map((text) => plainText(text, 2_000)).join(' <- ');
}
