/** Why a client's document cannot be read or saved while the window is where it is. */
import type { FileSystemError } from 'vscode';
import type { EnvironmentChoice } from '../auth/environmentChoice';
import type { Sessions } from '../auth/sessions';
import { unavailable } from './clientFile';
import type { ClientAddress } from './clientUri';
import { longOtherConnection, longOtherEnvironment } from './labels';

export function isOfOtherEnvironment(
  { host, environment }: ClientAddress,
  { isDemo }: Sessions,
  { current }: EnvironmentChoice,
): boolean {
  if (host === '' || isDemo) return false;
  return environment !== (typeof current === 'string' ? '' : current.id);
}

export function refusalOf(
  address: ClientAddress,
  sessions: Sessions,
  environments: EnvironmentChoice,
): FileSystemError {
  const { host, environment } = address;
  if (environment === '' || !isOfOtherEnvironment(address, sessions, environments)) {
    return unavailable(longOtherConnection(host, sessions.current));
  }
  const name = environments.all.find(({ id }) => id === environment)?.name;
  return unavailable(longOtherEnvironment(name ?? environment, host));
}
