import { l10n, StatusBarAlignment, ThemeColor, window, type Disposable } from 'vscode';
import type { EnvironmentChoice } from '../auth/environmentChoice';
import type { Environment } from '../auth/environments';
import type { Sessions } from '../auth/sessions';
import { plainText, withoutIcons } from '../base/plainText';
import { formatAccess, formatEnvironment } from './labels';

/** Shape and colour of an environment's mark. */
const ICONS = { full: 'server-environment', protected: 'shield', readOnly: 'lock' } as const;

/** The item in the status bar that says in which environment the window is: there as soon as it could be another, or is guarded. */
export class EnvironmentStatus implements Disposable {
  readonly #choice: EnvironmentChoice;
  readonly #sessions: Sessions;
  readonly #item = window.createStatusBarItem('aleta.environment', StatusBarAlignment.Left, 10);
  readonly #listeners: readonly { dispose(): void }[];

  constructor(choice: EnvironmentChoice, sessions: Sessions) {
    this.#choice = choice;
    this.#sessions = sessions;
    this.#item.name = l10n.t('Aleta Environment');
    this.#item.command = 'aleta.switchEnvironment';
    const update = (): void => this.#update();
    this.#listeners = [choice.onDidChange(update), sessions.onDidChange(update)];
    this.#update();
  }

  #update(): void {
    const { current, listed } = this.#choice;
    const isOneOfSeveral = listed.good.length + listed.bad.length > 1;
    if (this.#sessions.isDemo || (typeof current !== 'string' && !isOneOfSeveral && !this.#isGuarded(current))) {
      this.#item.hide();
      return;
    }
    if (typeof current !== 'string') this.#show(current);
    else if (isOneOfSeveral || current === 'gone') this.#showNone();
    else this.#item.hide();
  }

  /** Whoever has not signed in to the address of `aleta.apiUrl` may never do so. */
  #isGuarded({ access, name }: Environment): boolean {
    return access !== 'full' && (name !== '' || this.#sessions.current !== undefined);
  }

  #show(environment: Environment): void {
    const { access, service } = environment;
    const name = formatEnvironment({ environment, service });
    this.#item.text = `$(${ICONS[access]}) ${withoutIcons(name)}`;
    this.#item.tooltip = l10n.t({
      message: 'Aleta environment {0} on {1}: {2}',
      args: [name, plainText(service.host), formatAccess(access)],
      comment:
        'Tooltip of the status bar. {0} is the name of the environment, {1} a host, {2} "full access", "protected" or "read-only".',
    });
    this.#item.accessibilityInformation = { label: this.#item.tooltip, role: 'button' };
    this.#item.backgroundColor = undefined;
    this.#item.show();
  }

  #showNone(): void {
    this.#item.text = `$(warning) ${l10n.t('No environment')}`;
    this.#item.tooltip = l10n.t('Select the Aleta environment for this window');
    this.#item.accessibilityInformation = { label: this.#item.tooltip, role: 'button' };
    this.#item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    this.#item.show();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#item.dispose();
  }
}
