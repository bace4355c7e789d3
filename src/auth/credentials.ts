import { createHash } from 'node:crypto';
import type { Memento } from 'vscode';
import type { ApiFactory } from './apiFactory';
import { slotOf, type Environment, type KeyDetails } from './environments';
import { parseCommandLine, type CommandLine } from './keys/commandLine';
import { consentDigest, type ConsentSubject } from './keys/consent';
import { thumbprint } from './keys/jwk';
import { obtainByAssertion, obtainByCommand, signByCommand, signByKey, type Sign } from './keys/keyExchange';
import { readPrivateKey, type PrivateKey } from './keys/privateKey';
import { readPublicKey } from './keys/publicKey';
import { resolveProgram } from './keys/resolveProgram';
import type { Obtain } from './keys/tokenRenewer';
import type { SecretSlots } from './secretSlots';
import { Subjects } from './subjects';

/** What an environment signs in with. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  /** `account`: digest of all that tells whose tokens they are. */
  | { readonly kind: 'renewed'; readonly account: string; readonly obtain: Obtain };

/** The command of an environment is not the one that the person agreed to. Nothing was run. */
export class ConsentNeededError extends Error {
  constructor() {
    super('the command is not the one that was agreed to');
    this.name = new.target.name;
  }
}

/** The private key of an environment is no longer in the secret storage, or another one is. Nothing was sent. */
export class KeyGoneError extends Error {
  constructor() {
    super('the private key is no longer in the secret storage');
    this.name = new.target.name;
  }
}

/** A command as it would be run. */
export interface RunnableCommand extends ConsentSubject {
  readonly line: CommandLine;
}

/** What a person agreed to. No secret is in it. */
interface Consent {
  /** Digest of what the settings said then. */
  readonly settings: string;
  /** `consentDigest` */
  readonly digest: string;
}

const CONSENTS = 'aleta.consents';

/** The three kinds of secrets, each by slot. */
export interface Secrets {
  readonly tokens: SecretSlots;
  /** Private keys, as PEM. */
  readonly keys: SecretSlots;
  /** Private keys that were generated, until somebody signs in with them. */
  readonly newKeys: SecretSlots;
}

/** What environments sign in with: tokens and keys of the secret storage, and commands that a person agreed to. */
export class Credentials {
  readonly secrets: Secrets;
  readonly subjects: Subjects;
  readonly #apis: ApiFactory;
  readonly #memory: Memento;
  /** Slots whose command a person has just agreed to, and waits for. */
  readonly #awaited = new Set<string>();

  /** @param memory Of the machine: what was agreed to holds in all windows. */
  constructor(apis: ApiFactory, secrets: Secrets, memory: Memento) {
    this.#apis = apis;
    this.secrets = secrets;
    this.subjects = new Subjects(memory);
    this.#memory = memory;
  }

  /** @returns `undefined` where the person has to sign in. @throws SecretStorageError */
  async read(environment: Environment): Promise<Credential | undefined> {
    const slot = slotOf(environment);
    if (environment.signIn === 'token') {
      const token = await this.secrets.tokens.get(slot);
      return token === undefined ? undefined : { kind: 'token', token };
    }
    if (environment.signIn === 'command') {
      return this.#consents[slot]?.settings === settingsOf(environment) ? this.#byCommand(environment) : undefined;
    }
    const stored = await this.secrets.keys.get(slot);
    const key = stored === undefined ? 'empty' : readPrivateKey(stored);
    if (typeof key === 'string' || environment.key === undefined) return undefined;
    return this.#byStoredKey(environment, environment.key, key);
  }

  /** @param details What Aleta gave for the public half of `key`. */
  byKey(environment: Environment, details: KeyDetails, key: PrivateKey): Credential {
    const account = digestOf('key', whoOf(environment, details), thumbprint(key.publicJwk));
    return { kind: 'renewed', account, obtain: this.#byAssertion(environment, details, signByKey(key)) };
  }

  /** As `byKey`, but with the key as the secret storage has it whenever it is needed. */
  #byStoredKey(environment: Environment, details: KeyDetails, { publicJwk }: PrivateKey): Credential {
    const account = digestOf('key', whoOf(environment, details), thumbprint(publicJwk));
    const obtain: Obtain = async (options) => {
      const key = readPrivateKey((await this.secrets.keys.get(slotOf(environment))) ?? '');
      if (typeof key === 'string' || thumbprint(key.publicJwk) !== thumbprint(publicJwk)) throw new KeyGoneError();
      return this.#byAssertion(environment, details, signByKey(key))(options);
    };
    return { kind: 'renewed', account, obtain };
  }

  /** The command of an environment as it would be run now. @throws ProgramError */
  async command({ command, service, tokenUrl }: Environment): Promise<RunnableCommand> {
    const line = lineOf(command);
    const program = await resolveProgram(line.program);
    return { line, program, args: line.args, apiUrl: service.href, tokenUrl: tokenUrl?.href };
  }

  /** How a command gives a token, whether it was agreed to or not. */
  byRunning(environment: Environment, { line, program }: RunnableCommand): Obtain {
    if (line.kind === 'token') return obtainByCommand(line, program);
    const { key } = environment;
    if (key === undefined) throw new Error('a signing command without a key');
    const publicKey = key.publicKey === undefined ? undefined : readPublicKey(key.publicKey);
    const known = typeof publicKey === 'string' ? undefined : publicKey;
    return this.#byAssertion(environment, key, signByCommand(line, program, known));
  }

  /** The slots that have a secret, those of earlier settings among them. @throws SecretStorageError */
  async slots(): Promise<string[]> {
    const { tokens, keys, newKeys } = this.secrets;
    const all = [...(await tokens.slots()), ...(await keys.slots()), ...(await newKeys.slots())];
    return [...new Set(all)].sort();
  }

  /** Remembers that a person agreed to run a command. */
  async agree(environment: Environment, command: RunnableCommand): Promise<void> {
    const consent: Consent = { settings: settingsOf(environment), digest: consentDigest(command) };
    await this.#memory.update(CONSENTS, { ...this.#consents, [slotOf(environment)]: consent });
    this.#awaited.add(slotOf(environment));
  }

  /** Forgets what was agreed to for a slot. */
  async disagree(slot: string): Promise<void> {
    this.#awaited.delete(slot);
    const others = Object.entries(this.#consents).filter(([each]) => each !== slot);
    if (others.length < Object.keys(this.#consents).length) {
      await this.#memory.update(CONSENTS, Object.fromEntries(others));
    }
  }

  #byCommand(environment: Environment): Credential {
    const obtain: Obtain = async (options) => {
      const attended = this.#awaited.delete(slotOf(environment)) || options.attended;
      const command = await this.command(environment);
      if (this.#consents[slotOf(environment)]?.digest !== consentDigest(command)) throw new ConsentNeededError();
      return this.byRunning(environment, command)({ ...options, attended });
    };
    return { kind: 'renewed', account: settingsOf(environment), obtain };
  }

  #byAssertion(environment: Environment, { id, issuer, subject }: KeyDetails, sign: Sign): Obtain {
    const about = { keyId: id, issuer, subject, audience: environment.audience ?? '' };
    return obtainByAssertion({ endpoint: this.#apis.tokenEndpoint(environment), subject: about, sign });
  }

  get #consents(): Readonly<Record<string, Consent>> {
    return this.#memory.get<Readonly<Record<string, Consent>>>(CONSENTS) ?? {};
  }
}

function lineOf(command: readonly string[]): CommandLine {
  const line = parseCommandLine(command);
  // The settings were checked when they were read.
  if ('problem' in line) throw new Error(`a command that cannot be used: ${line.problem}`);
  return line;
}

/** Who signs in, where. */
const whoOf = ({ audience, tokenUrl }: Environment, { id, issuer, subject }: KeyDetails): unknown => [
  ...[id, issuer, subject, audience, tokenUrl?.href],
];

/** What the settings say of a command, and of whom it is for: another one is another account. */
const settingsOf = (environment: Environment): string => {
  const { command, key } = environment;
  return digestOf('command', command, key === undefined ? null : [whoOf(environment, key), key.publicKey]);
};

const digestOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
