/** The setting `aleta.environments`, checked. Pure. */
import type { Access, ServiceAddress } from '../api/connection';
import { isObject } from '../base/json';
import { parseApiUrl, type ApiUrlProblem } from './apiUrl';
import { parseCommandLine } from './keys/commandLine';
import { readPublicKey } from './keys/publicKey';

export const SIGN_INS = ['token', 'key', 'command'] as const;
export const ACCESSES: readonly Access[] = ['full', 'protected', 'readOnly'];

export type SignInKind = (typeof SIGN_INS)[number];

/** What Aleta gives for a registered public key. None of it is secret. */
export interface KeyDetails {
  /** `kid` of the assertion's header. */
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** A JWK or PEM text, with which signatures are checked before they are sent. */
  readonly publicKey: unknown;
}

/** One account on one service, by a name that people gave it. */
export interface Environment {
  /** As people wrote it, trimmed and in NFC; `''` for the environment of `aleta.apiUrl`. */
  readonly name: string;
  /** `name` without case: what tells environments apart, and what is remembered of one belongs to. */
  readonly id: string;
  readonly service: ServiceAddress;
  /** The token endpoint; `undefined` where there is none, which only a pasted token and a token command do without. */
  readonly tokenUrl: ServiceAddress | undefined;
  /** `aud` of assertions; `undefined` where there is no token endpoint. */
  readonly audience: string | undefined;
  readonly signIn: SignInKind;
  /** `undefined` until Aleta has registered the public key. */
  readonly key: KeyDetails | undefined;
  /** Program and arguments; empty where there is none. */
  readonly command: readonly string[];
  readonly access: Access;
}

export type EnvironmentProblem =
  | 'notAList'
  | 'notAnObject'
  | 'noName'
  | 'badName'
  | 'sameName'
  | 'unknownMember'
  | 'notText'
  | 'unknownValue'
  | 'noTokenUrl'
  | 'otherHost'
  | 'noCommand'
  | 'badCommand'
  | 'noKey'
  | 'badKey'
  | ApiUrlProblem;

/** An entry that cannot be used, and why. */
export interface BadEnvironment {
  /** Position in the setting, from 0. */
  readonly index: number;
  /** As people wrote it; `''` where there is none. */
  readonly name: string;
  readonly problem: EnvironmentProblem;
  /** The member that is wrong, such as `key.issuer`; `''` where it is the whole entry. */
  readonly member: string;
}

export interface Environments {
  readonly good: readonly Environment[];
  readonly bad: readonly BadEnvironment[];
}

const ALETA_HOST = 'platform.aleta.io';
const ALETA_TOKEN_URL = 'https://auth.aleta.io/oauth/token';
/** UTF-16 code units: a name is shown in titles, questions and the status bar. */
const MAX_NAME_LENGTH = 60;
const MEMBERS = ['name', 'apiUrl', 'tokenUrl', 'audience', 'signIn', 'key', 'command', 'access'];
const KEY_MEMBERS = ['id', 'issuer', 'subject', 'publicKey'];

/** A name as it is kept: trimmed, in NFC. */
export const cleanEnvironmentName = (name: string): string => name.normalize('NFC').trim();

/** What tells environments apart. */
export const environmentId = (name: string): string =>
  // Upper case first: some letters have several small forms.
  cleanEnvironmentName(name).toUpperCase().toLowerCase().normalize('NFC');

/** @param setting Whatever is in the settings file. A bad entry does not keep the others from being used. */
export function parseEnvironments(setting: unknown): Environments {
  const good: Environment[] = [];
  const bad: BadEnvironment[] = [];
  if (setting === undefined || setting === null) return { good, bad };
  if (!Array.isArray(setting)) {
    return { good, bad: [{ index: 0, name: '', problem: 'notAList', member: '' }] };
  }
  // A name that is there twice is nobody's second one, whether its first entry can be used or not.
  const ids = new Set<string>();
  for (const [index, entry] of setting.entries()) {
    const name = isObject(entry) && typeof entry['name'] === 'string' ? cleanEnvironmentName(entry['name']) : '';
    try {
      const environment = parseEntry(entry, name);
      if (ids.has(environment.id)) fail('sameName', 'name');
      good.push(environment);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      bad.push({ index, name, problem: error.problem, member: error.member });
    }
    if (name !== '') ids.add(environmentId(name));
  }
  return { good, bad };
}

/** Where the secrets of an environment are: its own, and of this origin alone, so that another address gets none of them. */
export const slotOf = ({ id, service }: Environment): string =>
  id === '' ? service.origin : `${service.origin}#${encodeURIComponent(id)}`;

/** Environment and whole address: what a box for a token, and a list that was asked for, are of. */
export const placeOf = ({ id, service }: Environment): string => JSON.stringify([id, service.href]);

/** Whose secrets a slot has: the origin, and the environment's `id`. */
export function readSlot(slot: string): { readonly origin: string; readonly id: string } {
  const [origin = '', id = ''] = slot.split('#');
  try {
    return { origin, id: decodeURIComponent(id) };
  } catch {
    return { origin, id };
  }
}

/** The environment of `aleta.apiUrl`, for people who have no other. */
export const environmentOf = (service: ServiceAddress): Environment => ({
  ...{ name: '', id: '', service, signIn: 'token', key: undefined, command: [] },
  ...{ tokenUrl: undefined, audience: undefined, access: defaultAccess(service) },
});

/** What is wrong with a name for another environment beside `others`. */
export function nameProblem(name: string, others: readonly Environment[]): EnvironmentProblem | undefined {
  const clean = cleanEnvironmentName(name);
  if (clean === '') return 'noName';
  if (clean.length > MAX_NAME_LENGTH || /[\p{C}\p{Zl}\p{Zp}]/u.test(clean)) return 'badName';
  return others.some(({ id }) => id === environmentId(name)) ? 'sameName' : undefined;
}

class Refusal extends Error {
  readonly problem: EnvironmentProblem;
  readonly member: string;

  constructor(problem: EnvironmentProblem, member: string) {
    super(problem);
    this.problem = problem;
    this.member = member;
  }
}

function fail(problem: EnvironmentProblem, member: string): never {
  throw new Refusal(problem, member);
}

/** What may be done where an entry does not say it. */
export const defaultAccess = ({ host }: ServiceAddress): Access => (host === ALETA_HOST ? 'protected' : 'full');

function parseEntry(entry: unknown, name: string): Environment {
  if (!isObject(entry)) fail('notAnObject', '');
  const wrong = nameProblem(name, []);
  if (wrong !== undefined) fail(wrong, 'name');
  // A misspelt `access` would leave open what it was to guard.
  const unknown = Object.keys(entry).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) fail('unknownMember', unknown);
  const service = address(entry, 'apiUrl') ?? fail('notText', 'apiUrl');
  const signIn = oneOf(entry, 'signIn', SIGN_INS) ?? 'token';
  const tokenUrl = address(entry, 'tokenUrl') ?? defaultTokenUrl(service);
  const audience = audienceOf(entry, tokenUrl);
  const command = commandOf(entry);
  if (signIn === 'command' && command.length === 0) fail('noCommand', 'command');
  if (needsTokenUrl(signIn, command) && tokenUrl === undefined) fail('noTokenUrl', 'tokenUrl');
  const key = keyOf(entry);
  if (signIn === 'command' && isSigningCommand(command) && key === undefined) fail('noKey', 'key');
  return {
    ...{ name, id: environmentId(name), service, tokenUrl, audience, signIn, key, command },
    access: oneOf(entry, 'access', ACCESSES) ?? defaultAccess(service),
  };
}

/** Whether assertions are exchanged: with a key, and with a command that signs. A token command does that by itself. */
const needsTokenUrl = (signIn: SignInKind, command: readonly string[]): boolean =>
  signIn === 'key' || (signIn === 'command' && isSigningCommand(command));

/** Whether a command signs what it is given; one without a placeholder prints a token. */
export function isSigningCommand(command: readonly unknown[]): boolean {
  const line = parseCommandLine(command);
  return !('problem' in line) && line.kind === 'signing';
}

function text(entry: Readonly<Record<string, unknown>>, member: string, path = member): string | undefined {
  const value = entry[member];
  if (value === undefined) return undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fail('notText', path);
}

function address(entry: Readonly<Record<string, unknown>>, member: string): ServiceAddress | undefined {
  const value = text(entry, member);
  if (value === undefined) return undefined;
  const service = parseApiUrl(value);
  return typeof service === 'string' ? fail(service, member) : service;
}

function oneOf<T extends string>(
  entry: Readonly<Record<string, unknown>>,
  member: string,
  values: readonly T[],
): T | undefined {
  const value = entry[member];
  if (value === undefined) return undefined;
  return values.find((each) => each === value) ?? fail('unknownValue', member);
}

/** The token endpoint where an entry does not name one. */
export function defaultTokenUrl({ host }: ServiceAddress): ServiceAddress | undefined {
  const service = host === ALETA_HOST ? parseApiUrl(ALETA_TOKEN_URL) : undefined;
  return typeof service === 'string' ? undefined : service;
}

function audienceOf(
  entry: Readonly<Record<string, unknown>>,
  tokenUrl: ServiceAddress | undefined,
): string | undefined {
  const audience = text(entry, 'audience');
  if (audience === undefined) return tokenUrl?.origin;
  // Whoever has an assertion for an audience can sign in there.
  if (URL.parse(audience)?.host !== tokenUrl?.host) fail('otherHost', 'audience');
  return audience;
}

function commandOf(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const command = entry['command'] ?? [];
  if (!Array.isArray(command)) fail('notText', 'command');
  if (command.length === 0) return [];
  const line = parseCommandLine(command);
  return 'problem' in line ? fail('badCommand', 'command') : [line.program, ...line.args];
}

function keyOf(entry: Readonly<Record<string, unknown>>): KeyDetails | undefined {
  const key = entry['key'];
  if (key === undefined) return undefined;
  if (!isObject(key)) fail('notAnObject', 'key');
  const unknown = Object.keys(key).find((member) => !KEY_MEMBERS.includes(member));
  if (unknown !== undefined) fail('unknownMember', `key.${unknown}`);
  const [id, issuer, subject] = ['id', 'issuer', 'subject'].map(
    (member) => text(key, member, `key.${member}`) ?? fail('notText', `key.${member}`),
  );
  if (id === undefined || issuer === undefined || subject === undefined) return undefined;
  const { publicKey } = key;
  if (publicKey !== undefined && typeof readPublicKey(publicKey) === 'string') fail('badKey', 'key.publicKey');
  return { id, issuer, subject, publicKey };
}
