import type { Memento } from 'vscode';
import type { Connection } from '../api/connection';

const STATE_KEY = 'aleta.recentClients';
/** How many found clients of a connection are offered again. */
const MAX_RECENT = 10;
/** Of how many connections they are kept. */
const MAX_CONNECTIONS = 20;

type Kept = Readonly<Record<string, readonly string[]>>;

/**
 * Clients found lately, by the connection that they are of. VS Code keeps their ids, without names, where the account can be
 * told; else they are forgotten with the connection.
 */
export class RecentClients {
  readonly #state: Memento;
  readonly #unkept = new WeakMap<Connection, readonly string[]>();

  constructor(state: Memento) {
    this.#state = state;
  }

  /** Ids, the last found first. */
  ids(connection: Connection): readonly string[] {
    return connection.isAccountKnown ? (this.#kept[connection.key] ?? []) : (this.#unkept.get(connection) ?? []);
  }

  /** Puts an id first. */
  add(connection: Connection, id: string): void {
    const ids = [id, ...this.ids(connection).filter((each) => each !== id)].slice(0, MAX_RECENT);
    if (!connection.isAccountKnown) {
      this.#unkept.set(connection, ids);
      return;
    }
    const others = Object.entries(this.#kept).filter(([key]) => key !== connection.key);
    const kept = [[connection.key, ids] as const, ...others].slice(0, MAX_CONNECTIONS);
    void this.#state.update(STATE_KEY, Object.fromEntries(kept));
  }

  get #kept(): Kept {
    const kept = this.#state.get<unknown>(STATE_KEY);
    // An earlier version kept a list, of whatever connection.
    return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? (kept as Kept) : {};
  }
}
