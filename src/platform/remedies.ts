import { commands, l10n } from 'vscode';
import type { Remedy } from './failures';

/** Remedies that are commands of VS Code. `retry` is none: only the caller can do the same again. */
type Offered = Exclude<Remedy, 'retry'>;

const COMMANDS: Record<Offered, [string, ...unknown[]]> = {
  signIn: ['aleta.signIn'],
  refresh: ['aleta.refreshClients'],
  openSettings: ['workbench.action.openSettings', 'aleta.apiUrl'],
  openEnvironments: ['aleta.editEnvironments'],
  openProxySettings: ['workbench.action.openSettings', 'http.proxy'],
  reloadWindow: ['workbench.action.reloadWindow'],
  showLog: ['aleta.showLog'],
};

export async function runRemedy(remedy: Offered): Promise<void> {
  await commands.executeCommand(...COMMANDS[remedy]);
}

/** Why a button of an old message did nothing. */
export const otherConnectionText = (): string =>
  l10n.t('You switched to another account or service meanwhile. Nothing was done.');

export function remedyLabel(remedy: Remedy): string {
  switch (remedy) {
    case 'signIn':
      return l10n.t('Sign In');
    case 'retry':
      return l10n.t('Retry');
    case 'refresh':
      return l10n.t('Refresh');
    case 'openSettings':
    case 'openProxySettings':
      return l10n.t('Open Settings');
    case 'openEnvironments':
      return l10n.t('Edit Environments');
    case 'reloadWindow':
      return l10n.t('Reload Window');
    case 'showLog':
      return l10n.t('Show Log');
  }
}
