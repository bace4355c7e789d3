/** What a program wrote last to stderr, fit to be shown to the person who runs it. */
import { plainText } from '../../base/plainText';

/** How much of the end is kept (bytes). */
const MAX_KEPT = 4 * 1024;

/** UTF-16 code units. */
const MAX_SHOWN = 300;

/** What colours a terminal or sets its title: CSI and OSC sequences of ECMA-48. */
const TERMINAL = new RegExp(String.raw`\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?)`, 'g');

/** The last line that is not empty of what was added, redacted and on one line; only the end of the text is kept. */
export class LastLine {
  #end: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#end = Buffer.concat([this.#end, chunk.subarray(-MAX_KEPT)]).subarray(-MAX_KEPT);
  }

  /** `''` where there is none. */
  get text(): string {
    const lines = this.#end
      .toString('utf8')
      .replace(TERMINAL, '')
      .split(/[\r\n]+/);
    const last = lines.map((line) => line.trim()).findLast((line) => line !== '') ?? '';
    return plainText(redactSecrets(last), MAX_SHOWN);
  }
}

/** Names before a secret, as in `client_secret=...`, `"access_token": "..."` and `Authorization: Bearer ...`. */
const NAMED =
  /((?:token|secret|passw(?:or)?d|passphrase|assertion|signature|api_?key)["']?\s*[:=]\s*["']?|\b(?:bearer|basic)\s+)([^\s"',;]{12,})/gi;

const SHAPES: readonly RegExp[] = [
  // PEM (RFC 7468), also on one line with its line breaks written out.
  /-----BEGIN [A-Z0-9 ]+-----.*?(-----END [A-Z0-9 ]+-----|$)/g,
  // JWT, also the half of one (RFC 7519: its header is a JSON object, which begins so in base64url).
  /\beyJ[\w-]{5,}[\w.-]*/g,
  // Tokens of Vault and of AWS.
  /\b(hv[sbr]\.[\w-]{8,}|(AKIA|ASIA)[A-Z0-9]{12,})/g,
  // Digests and keys in hex. Versions of keys in Azure have 32 digits, and are no secret.
  /\b[0-9a-f]{40,}\b/gi,
];

/** Runs of base64 and base64url; also words and paths, which `isMixed` tells from them. */
const BASE64 = /(?<![\w+/=.-])[A-Za-z0-9+][\w+/-]{31,}={0,2}|[\w-]{24,}/g;

/** Whether a part of `run` has what no word has in such a length: capitals, small letters and digits. */
const isMixed = (run: string): boolean =>
  run.split('/').some((part) => part.length >= 12 && /[A-Z]/.test(part) && /[a-z]/.test(part) && /\d/.test(part));

/** `text` with `•••` for what looks like a secret: tokens, keys, signatures. Better too much than too little. */
export function redactSecrets(text: string): string {
  const named = text.replace(NAMED, (_, name: string) => `${name}•••`);
  const shaped = SHAPES.reduce((rest, shape) => rest.replace(shape, '•••'), named);
  return shaped.replace(BASE64, (run) => (isMixed(run) ? '•••' : run));
}
