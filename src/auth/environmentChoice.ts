import { isDeepStrictEqual } from 'node:util';
import { EventEmitter, workspace, type Disposable, type Memento } from 'vscode';
import type { Access } from '../api/connection';
import { parseApiUrl, type ApiUrlProblem } from './apiUrl';
import {
  environmentId,
  environmentOf,
  parseEnvironments,
  placeOf,
  type Environment,
  type Environments,
} from './environments';

/**
 * Why a window has no environment: what is wrong with `aleta.apiUrl`, where there are no environments; none of their entries
 * can be used; or the one that the window was in can no longer be used, which is never replaced by another one unasked.
 */
export type EnvironmentTrouble = ApiUrlProblem | 'allBad' | 'gone';

/** Of the window; reloads keep it. */
const CHOICE = 'aleta.environment';

/** Which environment of the settings the window is in. */
export class EnvironmentChoice implements Disposable {
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;

  /** @param memory `workspaceState`: other windows have their own. */
  constructor(memory: Memento) {
    this.#memory = memory;
    this.#subscription = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('aleta.apiUrl') || event.affectsConfiguration('aleta.environments')) {
        this.#changed.fire();
      }
    });
  }

  /** `current`, or what may be done in it, may be another one now. */
  get onDidChange() {
    return this.#changed.event;
  }

  /** What `aleta.environments` has. */
  get listed(): Environments {
    // Settings are a file that people edit: nothing keeps them to the type in the manifest.
    return parseEnvironments(workspace.getConfiguration('aleta').get<unknown>('environments'));
  }

  /** What the window can be in: the environments of the settings or, where there are none, that of `aleta.apiUrl`. */
  get all(): readonly Environment[] {
    const { good, bad } = this.listed;
    if (good.length + bad.length > 0) return good;
    const only = fromApiUrl();
    return typeof only === 'string' ? [] : [only];
  }

  get current(): Environment | EnvironmentTrouble {
    const { good, bad } = this.listed;
    const kept = this.#memory.get<unknown>(CHOICE);
    const isKept = typeof kept === 'string';
    if (good.length + bad.length === 0) return isKept && kept !== '' ? 'gone' : fromApiUrl();
    const chosen = isKept ? good.find(({ id }) => id === kept) : good[0];
    return chosen ?? (good.length === 0 ? 'allBad' : 'gone');
  }

  /** A text that tells where the window is: in which environment, at which address. */
  get place(): string {
    const { current } = this;
    return typeof current === 'string' ? current : placeOf(current);
  }

  /** The environment of that name. */
  find(name: string): Environment | undefined {
    return this.all.find(({ id }) => id === environmentId(name));
  }

  /** Whether an environment is still as it was read before, but for the case of its name and what may be done in it. */
  has(environment: Environment): boolean {
    const now = this.all.find(({ id }) => id === environment.id);
    return (
      now !== undefined && isDeepStrictEqual({ ...now, name: '', access: '' }, { ...environment, name: '', access: '' })
    );
  }

  /** What may be done in an environment at this moment: reading alone where it is no longer in the settings. */
  accessOf(environmentId: string): Access {
    return this.all.find(({ id }) => id === environmentId)?.access ?? 'readOnly';
  }

  /** Turns the window to an environment. */
  async choose(environment: Environment): Promise<void> {
    await this.keep(environment);
    this.#changed.fire();
  }

  /** Keeps the window in its environment, whatever comes to stand before that in the settings. */
  async keep({ id }: Environment): Promise<void> {
    if (this.#memory.get<unknown>(CHOICE) !== id) await this.#memory.update(CHOICE, id);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function fromApiUrl(): Environment | ApiUrlProblem {
  const value = workspace.getConfiguration('aleta').get<unknown>('apiUrl');
  const service = typeof value === 'string' ? parseApiUrl(value) : 'notAUrl';
  return typeof service === 'string' ? service : environmentOf(service);
}
