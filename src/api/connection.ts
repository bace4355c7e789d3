/** Who and where: what everything that acts or remembers is bound to. Plain data and the API. */
import { createHash } from 'node:crypto';
import type { ClientsApi } from './clients';

/** What may be done: everything; everything, with large deletions asked for in writing; reading alone. */
export type Access = 'full' | 'protected' | 'readOnly';

/** Which of the environments in the settings. */
export interface EnvironmentName {
  /** What tells environments apart: two of one address are two accounts. `''` for that of `aleta.apiUrl`, and for demo data. */
  readonly id: string;
  /** What a person reads; `''` where it has no name. */
  readonly name: string;
}

/** The address of a service, checked. */
export interface ServiceAddress {
  /** Without a slash at the end, for example `https://platform.aleta.io/api/v2`. */
  readonly href: string;
  /** Scheme, host and port: what a token belongs to. */
  readonly origin: string;
  /** Host and, where it is not the scheme's own, port: what a person reads. */
  readonly host: string;
}

/**
 * One account on one service. A new object begins when either changes, and never becomes current again once another one
 * was: two parts of the extension are about the same clients if, and only if, they hold the same object.
 */
export interface Connection {
  readonly kind: 'account' | 'demo';
  readonly environment: EnvironmentName;
  /** What the settings allow at this moment. What sends requests keeps to `readOnly` by itself. */
  readonly access: Access;
  readonly service: ServiceAddress;
  /** Whether the account can be told: the same one then has the same `key` after a new sign-in, and in every window. */
  readonly isAccountKnown: boolean;
  /**
   * SHA-256 of the tokens that a person pasted for it in this window, the last one last: a token that says nothing of its
   * account is of the same account whenever it is used. Empty where tokens are obtained otherwise.
   */
  readonly pastedTokens: readonly string[];
  /** Digest of the environment, the service's whole address and, where it can be told, the account: 16 hex digits. */
  readonly key: string;
  readonly api: ClientsApi;
}

/** Whether the account of `now` is that of `before`, as far as that can be told within a window. */
export function isSameAccount(before: Connection, now: Connection): boolean {
  if (before === now) return true;
  if (before.key !== now.key) return false;
  const last = now.pastedTokens.at(-1);
  return now.isAccountKnown || (last !== undefined && before.pastedTokens.includes(last));
}

/** `key` of every demo service: each has the same clients, at another port. */
export const DEMO_KEY = 'demo';

/**
 * @param environmentId `EnvironmentName.id`.
 * @param account What tells the account on its service, such as a digest of claims; `undefined` where nothing does.
 */
export const connectionKey = (environmentId: string, { href }: ServiceAddress, account: string | undefined): string =>
  createHash('sha256')
    // Without environments it is what it was before there were any: documents of earlier windows have it.
    .update(JSON.stringify([href, account ?? null, ...(environmentId === '' ? [] : [environmentId])]))
    .digest('hex')
    .slice(0, 16);
