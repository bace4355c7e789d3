/** The way to a service, step by step: which step fails. */
import { isIP } from 'node:net';
import { l10n } from 'vscode';
import type { Connection } from '../../api/connection';
import {
  HttpStatusError,
  isAbort,
  NetworkError,
  NoTokenError,
  ProtocolError,
  SignInRequiredError,
  TimeoutError,
} from '../../api/errors';
import { TokenEndpointError } from '../../api/tokenEndpointError';
import type { ApiFactory } from '../../auth/apiFactory';
import type { Environment } from '../../auth/environments';
import { explain, type Explanation } from '../../platform/failures';
import { proxyFacts, type ProxyFacts } from '../../platform/networkFacts';
import type { Task } from '../../platform/progress';
import { isProxyTrouble } from '../../platform/proxyFailures';
import { SecretStorageError } from '../../platform/secretStorageError';

const STEPS = ['proxy', 'name', 'connection', 'signIn', 'list'] as const;
export type StepName = (typeof STEPS)[number];

export interface ConnectionStep {
  readonly name: StepName;
  readonly outcome: 'passed' | 'failed' | 'notTried';
  /** What was found, or why it failed. */
  readonly text: string;
}

export interface ConnectionReport {
  /** Every step, in order. */
  readonly steps: readonly ConnectionStep[];
  /** The first step that failed. */
  readonly failure?: { readonly step: StepName; readonly error: unknown; readonly explanation: Explanation };
}

/** What is tested. */
export interface Tested {
  readonly environment: Environment;
  /** The account that is signed in to `environment`; `undefined` for none. */
  readonly connection: Connection | undefined;
  /** Whether its tokens come from a key or a command, which ask nothing of a person. */
  readonly isRenewed: boolean;
  /** Whether demo data are shown: then nobody is signed in to `environment`, and nobody needs to be. */
  readonly isDemo: boolean;
}

/**
 * Reaches the service without a token, then reads the start of the list with one. Nothing but GET is sent to it, once each.
 *
 * @throws The reason of `task.signal` when cancelled, and ConnectionEndedError.
 */
export async function runConnectionSteps(apis: ApiFactory, tested: Tested, task: Task): Promise<ConnectionReport> {
  const { environment, connection, isRenewed, isDemo } = tested;
  const { host, href, origin } = environment.service;
  const passed: ConnectionStep[] = [];
  const pass = (name: StepName, text: string): unknown => passed.push({ name, outcome: 'passed', text });

  task.report(l10n.t({ message: 'Connecting to {0}…', args: [host], comment: '{0} is a host.' }));
  const proxy = await proxyFacts(origin).catch(() => undefined);
  try {
    const beganMs = performance.now();
    const { status, error } = await apis.reach(environment, task.signal);
    const ms = Math.round(performance.now() - beganMs);
    pass('proxy', describeProxy(proxy));
    pass('name', describeName(environment.service.origin, proxy));
    // Where nobody is signed in, this is all that tells a gateway or a wrong address.
    if (connection === undefined && !isDemo && !isOfApi(error)) return failed(passed, 'connection', error);
    pass('connection', describeConnection(href, status, ms));
  } catch (error) {
    if (isAbort(error, task.signal)) throw error;
    const step = stepOf(error);
    if (step !== 'proxy') pass('proxy', describeProxy(proxy));
    if (step === 'connection') pass('name', describeName(origin, proxy));
    return failed(passed, step, error);
  }

  if (isDemo)
    return {
      steps: withRest(
        passed,
        l10n.t({ message: 'not tested because demo data is shown', comment: 'After the name of a step in a report.' }),
      ),
    };
  if (connection === undefined) {
    return failed(passed, 'signIn', new SignInRequiredError({ method: 'GET', path: '/clients' }));
  }
  task.report(l10n.t('Reading the list of clients…'));
  try {
    // A pasted token that is refused would have another one asked for.
    await connection.api.probe({ ...task.call, interactive: isRenewed });
    pass('signIn', describeSignIn(environment));
    pass('list', l10n.t({ message: 'the service returned clients', comment: 'After "List of clients:" in a report.' }));
    return { steps: passed };
  } catch (error) {
    if (isAbort(error, task.signal)) throw error;
    if (isOfSignIn(error)) return failed(passed, 'signIn', error);
    pass('signIn', describeSignIn(environment));
    return failed(passed, 'list', error);
  }
}

export function stepLabel(name: StepName): string {
  switch (name) {
    case 'proxy':
      return l10n.t('Proxy');
    case 'name':
      return l10n.t('Host name');
    case 'connection':
      return l10n.t('Connection');
    case 'signIn':
      return l10n.t('Sign-in');
    case 'list':
      return l10n.t('List of clients');
  }
}

/** Position of a step, from 1, and how many there are. */
export const stepNumber = (name: StepName): { readonly number: number; readonly of: number } => ({
  number: STEPS.indexOf(name) + 1,
  of: STEPS.length,
});

function failed(passed: readonly ConnectionStep[], step: StepName, error: unknown): ConnectionReport {
  const explanation = explain(error);
  const all: ConnectionStep[] = [...passed, { name: step, outcome: 'failed', text: explanation.text }];
  return {
    steps: withRest(all, l10n.t({ message: 'not tested', comment: 'After the name of a step in a report.' })),
    failure: { step, error, explanation },
  };
}

const withRest = (steps: readonly ConnectionStep[], text: string): ConnectionStep[] => [
  ...steps,
  ...STEPS.slice(steps.length).map((name): ConnectionStep => ({ name, outcome: 'notTried', text })),
];

/** At which step a service could not be reached. */
function stepOf(error: unknown): StepName {
  if (error instanceof NetworkError && isProxyTrouble(error.kind)) return 'proxy';
  if (error instanceof TimeoutError && error.phase === 'proxy') return 'proxy';
  return error instanceof NetworkError && error.kind === 'dns' ? 'name' : 'connection';
}

/** Whether an answer to a request without a token may be one of the API: 401 as a rule, and never a page or a redirect. */
function isOfApi(error: unknown): boolean {
  if (error instanceof ProtocolError) return false;
  return !(error instanceof HttpStatusError) || ([400, 401, 403, 429].includes(error.status) && !error.isHtml);
}

const isOfSignIn = (error: unknown): boolean =>
  error instanceof SignInRequiredError ||
  error instanceof TokenEndpointError ||
  error instanceof NoTokenError ||
  error instanceof SecretStorageError;

function describeProxy(proxy: ProxyFacts | undefined): string {
  if (proxy?.source === undefined) return l10n.t({ message: 'none', comment: 'After "Proxy:" in a report.' });
  const kind = proxy.kind === 'socks' ? 'SOCKS' : proxy.kind;
  switch (proxy.source) {
    case 'setting':
      return l10n.t({
        message: '{0}, from the setting http.proxy',
        args: [kind],
        comment: 'After "Proxy:" in a report. {0} is a kind of proxy, such as HTTP.',
      });
    case 'environment':
      return l10n.t({
        message: '{0}, from an environment variable',
        args: [kind],
        comment: 'After "Proxy:" in a report. {0} is a kind of proxy, such as HTTP.',
      });
    case 'system':
      return l10n.t({
        message: '{0}, from the system settings',
        args: [kind],
        comment: 'After "Proxy:" in a report. {0} is a kind of proxy, such as HTTP.',
      });
  }
}

function describeName(origin: string, proxy: ProxyFacts | undefined): string {
  const { hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0)
    return l10n.t({
      message: '{0} is an IP address',
      args: [hostname],
      comment: 'After "Host name:" in a report. {0} is an IP address.',
    });
  return proxy?.source === undefined
    ? l10n.t({
        message: '{0} was resolved',
        args: [hostname],
        comment: 'After "Host name:" in a report. {0} is a host name.',
      })
    : l10n.t({
        message: '{0} is resolved by the proxy',
        args: [hostname],
        comment: 'After "Host name:" in a report. {0} is a host name.',
      });
}

const describeConnection = (href: string, status: number, ms: number): string =>
  href.startsWith('https:')
    ? l10n.t({
        message: 'secure, with a trusted certificate; answered in {0} ms (HTTP {1} without a token)',
        args: [ms, status],
        comment: 'After "Connection:" in a report. {0} is a number, {1} an HTTP status.',
      })
    : l10n.t({
        message: 'not encrypted, on this machine; answered in {0} ms (HTTP {1} without a token)',
        args: [ms, status],
        comment: 'After "Connection:" in a report. {0} is a number, {1} an HTTP status.',
      });

function describeSignIn({ signIn }: Environment): string {
  switch (signIn) {
    case 'token':
      return l10n.t({ message: 'with an access token', comment: 'After "Sign-in:" in a report.' });
    case 'key':
      return l10n.t({ message: 'with a key', comment: 'After "Sign-in:" in a report.' });
    case 'command':
      return l10n.t({ message: 'with a command', comment: 'After "Sign-in:" in a report.' });
  }
}
