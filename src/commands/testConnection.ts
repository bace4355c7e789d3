import { l10n } from 'vscode';
import { ConnectionEndedError } from '../api/errors';
import type { Environment } from '../auth/environments';
import { explainTrouble } from '../auth/signInFlow';
import { plainText } from '../base/plainText';
import type { Remedy } from '../platform/failures';
import { runCancellable } from '../platform/progress';
import { remedyLabel, runRemedy } from '../platform/remedies';
import { synced, tellOtherConnection, type CommandContext } from './context';
import { runConnectionSteps, stepLabel, stepNumber, type ConnectionReport } from './support/connectionSteps';

const SIGNS = { passed: '✓', failed: '✗', notTried: '–' };

/** Tests the way to the service of the window's environment, and says at which step it fails and what helps. */
export async function testConnection(context: CommandContext): Promise<void> {
  const { apis, environments, prompts, sessions } = context;
  if (!(await synced(context))) return;
  const environment = environments.current;
  if (typeof environment === 'string') {
    await explainTrouble(prompts, environment);
    return;
  }
  const { isDemo, isRenewed } = sessions;
  const connection = isDemo ? undefined : sessions.current;
  const title = l10n.t('Testing the connection…');
  try {
    const report = await runCancellable(title, (task) =>
      runConnectionSteps(apis, { environment, connection, isRenewed, isDemo }, task),
    );
    if (report !== undefined) await tell(context, environment, report);
  } catch (error) {
    if (!(error instanceof ConnectionEndedError)) throw error;
    tellOtherConnection(context);
  }
}

async function tell(context: CommandContext, environment: Environment, report: ConnectionReport): Promise<void> {
  const { log, prompts } = context;
  const { name, service } = environment;
  const where =
    name === ''
      ? service.host
      : l10n.t({
          message: '{0} on {1}',
          args: [plainText(name), service.host],
          comment: '{0} is the name of an environment, {1} a host.',
        });
  const lines = report.steps.map((step) => `${SIGNS[step.outcome]} ${stepLabel(step.name)}: ${step.text}`);
  for (const line of lines) log.info(line);
  const title = l10n.t({
    message: 'Connection to {0}',
    args: [where],
    comment: 'Title. {0} is a host, or the name of an environment and its host.',
  });
  const details = { label: l10n.t('Show Details'), content: [title, service.href, '', ...lines, ''].join('\n') };
  const { failure } = report;
  if (failure === undefined) {
    const text = report.steps.every(({ outcome }) => outcome === 'passed')
      ? l10n.t({
          message: 'The connection to {0} works.',
          args: [where],
          comment: '{0} is a host, or the name of an environment and its host.',
        })
      : l10n.t({
          message: '{0} can be reached. Sign-in was not tested because demo data is shown.',
          args: [where],
          comment: '{0} is a host, or the name of an environment and its host.',
        });
    await prompts.notifyWithText('info', text, details);
    return;
  }
  const { step, error, explanation } = failure;
  log.error(title, error);
  const { number, of } = stepNumber(step);
  const failed = l10n.t({
    message: 'The connection to {0} failed at step {1} of {2} ({3}).',
    args: [where, number, of, stepLabel(step)],
    comment:
      '{0} is a host, or the name of an environment and its host, {1} and {2} are numbers, {3} is the name of the step. The reason follows.',
  });
  const remedies = explanation.remedies.map((remedy) => fitting(remedy, environment));
  const labels = remedies.map(remedyLabel);
  const chosen = await prompts.notifyWithText('error', `${failed} ${explanation.text}`, details, ...labels);
  const remedy = remedies[labels.indexOf(chosen ?? '')];
  if (remedy === 'retry') await testConnection(context);
  else if (remedy !== undefined) await runRemedy(remedy);
}

/** The address of an environment that has a name is in another setting. */
const fitting = (remedy: Remedy, { name }: Environment): Remedy =>
  remedy === 'openSettings' && name !== '' ? 'openEnvironments' : remedy;
