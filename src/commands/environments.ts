import { commands, Disposable, l10n } from 'vscode';
import { slotOf, type Environment } from '../auth/environments';
import { addEntry, removeEntry } from '../auth/environmentSettings';
import { plainText, withoutIcons } from '../base/plainText';
import { joinParts } from '../base/text';
import type { PickItem } from '../platform/prompts';
import type { Answers } from '../platform/questions';
import { remedyLabel } from '../platform/remedies';
import { formatAccess, quoted } from '../view/labels';
import { tellOtherConnection, type CommandContext } from './context';
import { formatBadEnvironment, formatBadEnvironments, longEnvironmentProblem } from './support/environmentProblems';
import { entryOf, entryQuestions, takeOverQuestion } from './support/environmentQuestions';

/** Turns this window to another environment; other windows stay where they are. */
export async function switchEnvironment(context: CommandContext): Promise<void> {
  const { environments, sessions } = context;
  const { current, all, listed } = environments;
  const isHere = ({ id }: Environment): boolean => !sessions.isDemo && typeof current !== 'string' && id === current.id;
  const picked = await pickFrom<Environment | 'add' | 'edit'>(
    context,
    l10n.t('Switch Environment'),
    l10n.t('Select the environment for this window'),
    [
      ...all.map((each) =>
        environmentItem(
          each,
          isHere(each)
            ? l10n.t({
                message: 'this window',
                comment: 'After an environment in a list: the environment of this window.',
              })
            : '',
        ),
      ),
      ...listed.bad.map((each) => ({
        label: withoutIcons(formatBadEnvironment(each)),
        description: l10n.t({
          message: 'cannot be used',
          comment: 'After an environment in a list: its entry in the settings is wrong.',
        }),
        detail: withoutIcons(longEnvironmentProblem(each)),
        value: 'edit' as const,
      })),
      { label: l10n.t('Add Environment…'), value: 'add' },
      { label: remedyLabel('openEnvironments'), value: 'edit' },
    ],
  );
  if (picked === 'add') await addEnvironment(context);
  else if (picked === 'edit') await editEnvironments();
  else if (picked !== undefined && !isHere(picked)) await turnTo(context, picked);
}

/** Offers to turn the window to the environment of a document that was not saved here. */
export async function offerSwitch(context: CommandContext, environmentId: string): Promise<void> {
  const environment = context.environments.all.find(({ id }) => id === environmentId);
  if (environment === undefined) return;
  const label = l10n.t({
    message: 'Switch to {0}',
    args: [named(environment)],
    comment: 'Button. {0} is the quoted name of an environment.',
  });
  const text = l10n.t(
    'The document belongs to the environment {0}. It was not saved, and nothing was sent.',
    named(environment),
  );
  if ((await context.prompts.notify('warning', text, label)) === label) await turnTo(context, environment);
}

async function turnTo(context: CommandContext, { id, ...given }: Environment): Promise<void> {
  const { environments, sessions, loader, prompts } = context;
  // The settings may have changed while the question was open.
  const environment = environments.all.find((each) => each.id === id);
  if (environment === undefined) {
    const text = l10n.t('The environment {0} is no longer in the settings.', quoted(given.name));
    void prompts.notify('warning', text);
    return;
  }
  await environments.choose(environment);
  await (sessions.isDemo ? sessions.leaveDemo() : sessions.sync());
  await loader.following;
}

/** Opens the settings where the environments are. */
export async function editEnvironments(): Promise<void> {
  const revealSetting = { key: 'aleta.environments', edit: true };
  await commands.executeCommand('workbench.action.openApplicationSettingsJson', { revealSetting });
}

/**
 * Leads through what an environment needs, adds it to the settings, and turns the window to it. Whoever has none yet is
 * first offered to take over the address and the token in use.
 */
export async function addEnvironment(context: CommandContext): Promise<void> {
  const { environments, sessions, prompts } = context;
  const { current: connection } = sessions;
  const [unnamed] = environments.all.filter(({ name }) => name === '');
  const isInUse = unnamed !== undefined && connection?.kind === 'account';
  const questions = [...(isInUse ? [takeOverQuestion(unnamed)] : []), ...entryQuestions(environments.listed.good)];
  const answers = await prompts.askInTurn(l10n.t('Add Environment'), questions);
  if (answers === undefined) return;
  const isTakenOver = answers['address'] === 'same' && unnamed !== undefined;
  if (isTakenOver && sessions.current !== connection) {
    tellOtherConnection(context);
    return;
  }
  await add(context, answers, isTakenOver ? unnamed : undefined);
}

async function add(context: CommandContext, answers: Answers, takenOver: Environment | undefined): Promise<void> {
  const { environments, secrets, prompts } = context;
  const { name = '', apiUrl = '' } = answers;
  try {
    await addEntry(entryOf(answers, takenOver?.service.href ?? apiUrl.trim()));
  } catch (error) {
    const what = l10n.t('The environment {0} was not added because the settings could not be written.', quoted(name));
    await prompts.fail(what, error, () => add(context, answers, takenOver));
    return;
  }
  const added = environments.find(name);
  if (added === undefined) return;
  if (takenOver !== undefined) await secrets.move(slotOf(takenOver), slotOf(added));
  await turnTo(context, added);
}

/** Takes an environment out of the settings, and its secrets out of the secret storage. */
export async function removeEnvironment(context: CommandContext): Promise<void> {
  const { environments, secrets, prompts } = context;
  const { good } = environments.listed;
  if (good.length === 0) {
    const isOffered = await secrets.offerOrphans();
    if (!isOffered) void prompts.notify('info', l10n.t('There are no environments to remove.'));
    return;
  }
  const title = l10n.t('Remove Environment');
  const placeholder = l10n.t('Select the environment to remove');
  const environment = await pickFrom(
    context,
    title,
    placeholder,
    good.map((each) => environmentItem(each, '')),
  );
  if (environment === undefined) return;
  const isSure = await prompts.confirm({
    message: l10n.t('Remove the environment {0}?', quoted(environment.name)),
    detail: l10n.t({
      message:
        'The environment is removed from the setting aleta.environments, and its token or private key for {0} from the secret storage of VS Code. Nothing changes on the service.',
      args: [plainText(environment.service.host)],
      comment: '{0} is a host.',
    }),
    action: l10n.t('Remove'),
  });
  if (isSure) await remove(context, environment);
}

async function remove(context: CommandContext, environment: Environment): Promise<void> {
  const { sessions, secrets, prompts } = context;
  try {
    await removeEntry(environment.id);
  } catch (error) {
    const what = l10n.t(
      'The environment {0} was not removed because the settings could not be written.',
      named(environment),
    );
    await prompts.fail(what, error, () => remove(context, environment));
    return;
  }
  const slot = slotOf(environment);
  await secrets.remove(slot);
  await sessions.sync();
  void prompts.notify(
    'info',
    l10n.t({
      message: 'The environment {0} and its token or private key for {1} were removed.',
      args: [named(environment), plainText(environment.service.host)],
      comment: '{0} is the quoted name of an environment, {1} a host.',
    }),
  );
  await secrets.offerOrphans();
}

/** Says which entries of the setting cannot be used, at start and when that changes. */
export function watchEnvironments({ environments, prompts }: CommandContext): Disposable {
  let told = '';
  const tell = async (): Promise<void> => {
    const text = formatBadEnvironments(environments.listed.bad);
    if (text === told) return;
    told = text;
    const edit = remedyLabel('openEnvironments');
    if (text !== '' && (await prompts.notify('warning', text, edit)) === edit) await editEnvironments();
  };
  void tell();
  return Disposable.from(environments.onDidChange(() => void tell()));
}

const named = ({ name, service }: Environment): string => plainText(name === '' ? service.host : name, 60);

const environmentItem = (environment: Environment, note: string): PickItem<Environment> => ({
  label: withoutIcons(named(environment)),
  description: withoutIcons(
    joinParts(' · ', plainText(environment.service.host), formatAccess(environment.access), note),
  ),
  value: environment,
});

function pickFrom<T>(
  { prompts }: CommandContext,
  title: string,
  placeholder: string,
  items: readonly PickItem<T>[],
): Promise<T | undefined> {
  const isHit = ({ label, description = '' }: PickItem<T>, query: string): boolean =>
    `${label} ${description}`.toLowerCase().includes(query.trim().toLowerCase());
  return prompts.pick({ title, placeholder, items: (query) => items.filter((each) => isHit(each, query)) });
}
