import { Uri } from 'vscode';
import { DEMO_KEY, type Connection } from '../api/connection';

export const SCHEME = 'aleta';
/** What the manifest ties to the language of documents, which keeps Auto Save off. */
const EXTENSION = '.aleta.json';
export const LANGUAGE_ID = 'aleta-client';

/** What a document is of: a client, and whose. */
export interface ClientAddress {
  /** Host of the service, to be read by a person; `''` for demo data. */
  readonly host: string;
  /** `id` of the environment; `''` for none. */
  readonly environment: string;
  /** `key` of the connection; `''` where an address has none. */
  readonly key: string;
  readonly id: string;
}

export const addressOf = ({ kind, service, environment, key }: Connection, id: string): ClientAddress => ({
  host: kind === 'demo' ? '' : service.host,
  environment: environment.id,
  key,
  id,
});

/**
 * As in `aleta://platform.aleta.io~0f1e2d3c4b5a6978/clients/66fd6003218be3af85e088f7.aleta.json`, in an environment with a
 * name `/test/clients/...`: so a person sees it where VS Code shows the folder.
 *
 * @param address Its id is opaque, but well-formed: it was read from the API under it.
 */
export const clientUri = ({ host, environment, key, id }: ClientAddress): Uri =>
  Uri.from({
    scheme: SCHEME,
    authority: host === '' ? key : `${host}~${key}`,
    path: `${environment === '' ? '' : `/${folderOf(environment)}`}/clients/${encodeURIComponent(id)}${EXTENSION}`,
  });

/** An environment as a folder: readable, but for what a path cannot have. */
const folderOf = (environment: string): string =>
  environment.replace(/[/\\%]|^\./g, (char) => `%${char.charCodeAt(0).toString(16)}`);

/** What `uri` is of; `undefined` where it is not of a client. */
export function readClientUri({ scheme, authority, path }: Uri): ClientAddress | undefined {
  const [, folder = '', encoded] = /^(?:\/([^/]+))?\/clients\/([^/]+)\.aleta\.json$/.exec(path) ?? [];
  if (scheme !== SCHEME || encoded === undefined) return undefined;
  const [host = '', key = ''] = authority === DEMO_KEY ? ['', DEMO_KEY] : authority.split('~');
  try {
    return { host, environment: decodeURIComponent(folder), key, id: decodeURIComponent(encoded) };
  } catch {
    return undefined;
  }
}
