/** The certificates of the system, which Node does not look at by itself. */
import * as tls from 'node:tls';
import { Worker } from 'node:worker_threads';

let loading: Promise<tls.SecureContext> | undefined;

/**
 * All that is trusted here: what Node trusts, and the certificates of the system. Found out once a window, and only when
 * it is needed: parsing them holds the thread for 30 to 70 ms.
 */
export function loadTrust(): Promise<tls.SecureContext> {
  loading ??= systemCertificates().then((system) =>
    tls.createSecureContext({ ca: [...new Set([...tls.getCACertificates('default'), ...system])] }),
  );
  // What could not be read may be there the next time.
  loading.catch(() => (loading = undefined));
  return loading;
}

/** How many certificates Node and the system trust. @throws Error where those of the system cannot be read. */
export async function countCertificates(): Promise<{ readonly node: number; readonly system: number }> {
  const system = await systemCertificates();
  return { node: tls.getCACertificates('default').length, system: system.length };
}

/** In PEM. Read on a thread of its own: on some machines that takes many seconds, in which nothing else would run. */
function systemCertificates(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const code =
      "require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))";
    const worker = new Worker(code, { eval: true });
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that reads the certificates of the system ended.')));
    worker.unref();
  });
}
