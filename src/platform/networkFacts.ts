/** How this machine reaches a service, without an address in it. */
import { getCACertificates } from 'node:tls';
import { workspace } from 'vscode';
import { isLoopback } from '../base/loopback';
import { within } from '../base/within';
import { findProxy } from './network';
import { countCertificates } from './trust';

export type ProxyKind = 'none' | 'http' | 'https' | 'socks' | 'other';
/** Who names a proxy. Not to be told with certainty from VS Code's answer: it is who would be asked first. */
export type ProxySource = 'setting' | 'environment' | 'system';

export interface ProxyFacts {
  readonly kind: ProxyKind;
  /** `undefined` where there is none. */
  readonly source: ProxySource | undefined;
}

/** How long (ms) the certificates of the system are waited for: on some machines they take many seconds. */
const CERTIFICATES_MS = 10_000;

/** @throws ProxyError (`lookup`) */
export async function proxyFacts(origin: string): Promise<ProxyFacts> {
  const url = await findProxy(origin);
  if (url === undefined) return { kind: 'none', source: undefined };
  return { kind: kindOf(url), source: sourceOf(origin) };
}

function kindOf(url: string): ProxyKind {
  // Environment variables often name just host and port.
  const scheme = url.includes('://') ? url.slice(0, url.indexOf(':')).toLowerCase() : 'http';
  if (scheme === 'http' || scheme === 'https') return scheme;
  return scheme.startsWith('socks') ? 'socks' : 'other';
}

function sourceOf(origin: string): ProxySource {
  if (workspace.getConfiguration('http').get<string>('proxy', '') !== '') return 'setting';
  const names = [`${new URL(origin).protocol.slice(0, -1)}_proxy`, 'all_proxy'];
  const isSet = names.some((name) => (process.env[name] ?? process.env[name.toUpperCase()] ?? '') !== '');
  return isSet ? 'environment' : 'system';
}

/** Lines on proxy and certificates, in English: they are for whoever answers a support request. */
export async function describeNetwork(origin: string | undefined): Promise<string[]> {
  const http = workspace.getConfiguration('http');
  const strict = http.get<boolean>('proxyStrictSSL', true) ? 'on' : 'off';
  return [
    `Proxy: ${await describeProxy(origin)}`,
    `Proxy settings: http.proxySupport ${supportOf(http.get<unknown>('proxySupport'))}, http.proxyStrictSSL ${strict}`,
    await describeCertificates(http.get<boolean>('systemCertificates', true)),
  ];
}

async function describeProxy(origin: string | undefined): Promise<string> {
  if (origin === undefined) return 'unknown: there is no service address';
  if (isLoopback(new URL(origin).hostname)) return 'none: the service is on this machine';
  try {
    const { kind, source } = await proxyFacts(origin);
    if (source === undefined) return kind;
    return `${kind}, from ${source === 'system' ? 'the system' : `the ${source}`}`;
  } catch {
    return 'unknown: VS Code did not name it';
  }
}

/** A settings file may hold any text. */
const supportOf = (value: unknown): string =>
  typeof value === 'string' && /^(off|on|fallback|override)$/.test(value) ? value : 'other';

async function describeCertificates(isOfSystem: boolean): Promise<string> {
  const extra = process.env['NODE_EXTRA_CA_CERTS'] === undefined ? 'not set' : 'set';
  const known = await within(countCertificates(), CERTIFICATES_MS).catch(() => undefined);
  const system = known === undefined ? 'number unknown' : known.system;
  const node = known?.node ?? getCACertificates('default').length;
  return `Certificates: http.systemCertificates ${isOfSystem ? 'on' : 'off'}, ${system} of the system, ${node} of Node, NODE_EXTRA_CA_CERTS ${extra}`;
}
