import assert from 'node:assert/strict';
import type { ClientsApi } from '../../src/api/clients';
import { connectionKey, type Connection } from '../../src/api/connection';

const service = {
  href: 'https://aleta.example/api/v2',
  origin: 'https://aleta.example',
  host: 'aleta.example',
};

/** A new connection with `api`, of an account that can be told. */
export const connectionTo = (api: ClientsApi, account = 'account'): Connection => ({
  kind: 'account',
  environment: { id: '', name: '' },
  access: 'full',
  service,
  isAccountKnown: true,
  pastedTokens: [],
  key: connectionKey('', service, account),
  api,
});

/** The connection of now. */
export function connectionOf({ connection }: { readonly connection: Connection | undefined }): Connection {
  assert.ok(connection, 'nothing is connected');
  return connection;
}
