import { connectionKey, type Connection } from '../api/connection';
import type { TokenSource } from '../api/transport';
import type { ApiFactory } from './apiFactory';
import type { EnvironmentChoice } from './environmentChoice';
import type { Environment } from './environments';

/**
 * @param account What tells the account, `undefined` where nothing does: see `connectionKey`.
 * @param pastedTokens Gives `Connection.pastedTokens` of this moment.
 */
export function accountConnection(
  apis: ApiFactory,
  environments: EnvironmentChoice,
  environment: Environment,
  account: string | undefined,
  tokens: TokenSource,
  pastedTokens: () => readonly string[],
): Connection {
  const { id, name, service } = environment;
  const access = (): Connection['access'] => environments.accessOf(id);
  return {
    kind: 'account',
    environment: { id, name },
    get access() {
      return access();
    },
    service,
    isAccountKnown: account !== undefined,
    get pastedTokens() {
      return pastedTokens();
    },
    key: connectionKey(id, service, account),
    api: apis.api(service, name, tokens, access),
  };
}
