import type { Connection } from '../api/connection';

/** A name that was edited in a document. */
export interface NameEdit {
  /** The connection that it is to be saved on. */
  readonly connection: Connection;
  readonly id: string;
  /** The name that the editor was given last; `undefined` where it comes from an earlier window. */
  readonly from: string | undefined;
  /** The name that the service was last known to have. */
  readonly known: string;
  readonly to: string;
  /** Whether a client's document was before the person when saving began. */
  readonly isInFront: boolean;
}

/**
 * Saves a name. What it throws has a message for a person.
 *
 * @returns The JSON text of the client's resource as it was read after that; `undefined` where it could not be read.
 */
export type SaveName = (edit: NameEdit) => Promise<string | undefined>;
