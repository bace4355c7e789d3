/**
 * An authority that this process takes for one of the system's, on Linux. Node reads those once, from the file that
 * `SSL_CERT_FILE` names, so this has to be loaded before anything asks for them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { createAuthority } from '../../support/certificates';

export const systemAuthority = createAuthority();

const before = process.env['SSL_CERT_FILE'];
const folder = mkdtempSync(join(tmpdir(), 'aleta-authority-'));
const file = join(folder, 'system.pem');
writeFileSync(file, systemAuthority.cert);
process.env['SSL_CERT_FILE'] = file;
const system = tls.getCACertificates('system');
if (before === undefined) delete process.env['SSL_CERT_FILE'];
else process.env['SSL_CERT_FILE'] = before;
rmSync(folder, { recursive: true });

const bare = (cert: string): string => cert.replaceAll(/\s/g, '');

/** Whether that worked: it does not where something had asked before, or where the system keeps them elsewhere. */
export const isSystemAuthority = (): boolean => system.some((cert) => bare(cert) === bare(systemAuthority.cert));
