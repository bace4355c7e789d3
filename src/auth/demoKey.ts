import type { Connection } from '../api/connection';
import type { TokenSource } from '../api/transport';
import type { SessionHost } from './accountSession';
import type { Demo } from './apiFactory';
import type { Credentials } from './credentials';
import { environmentOf, slotOf, type Environment, type KeyDetails } from './environments';
import { exportPrivateKey, type PrivateKey } from './keys/privateKey';
import { RenewedAccount } from './renewedAccount';

/** The demo service as Aleta's people: knows a key from now on, and gives tokens for what it signs. */
export async function openDemoKey(
  { service, address, connect }: Demo,
  credentials: Credentials,
  key: PrivateKey,
  host: Pick<SessionHost, 'isCurrent' | 'expiryChanged'>,
): Promise<{ connection: Connection; account: RenewedAccount; details: KeyDetails }> {
  const details: KeyDetails = { ...service.registerKey(key.publicJwk), publicKey: key.publicJwk };
  const { origin, host: name } = new URL(service.tokenUrl);
  const environment: Environment = {
    ...environmentOf(address),
    ...{
      signIn: 'key',
      key: details,
      audience: service.audience,
      tokenUrl: { href: service.tokenUrl, origin, host: name },
    },
  };
  await credentials.secrets.keys.set(slotOf(environment), exportPrivateKey(key));
  const credential = await credentials.read(environment);
  if (credential?.kind !== 'renewed') throw new Error('the key of the demo is not there');
  const account = new RenewedAccount(credential);
  account.onDidChange(() => host.expiryChanged());
  const take = (token: string): string | undefined => (account.take(token) ? token : undefined);
  const tokens: TokenSource = {
    isOpen: () => host.isCurrent(connection),
    getToken: async (options) => take(await account.token(options)),
    renewToken: async (refused, options) => take(await account.renewed(refused, options)),
  };
  const connection = connect(tokens);
  return { connection, account, details };
}
