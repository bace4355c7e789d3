/** Stand-ins for the signing tools of key management systems: they take the arguments of the real ones and no others. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine, type CommandLine } from '../../src/auth/keys/commandLine';
import type { ResolvedProgram } from '../../src/auth/keys/resolveProgram';
import { jwkOf, type Pair } from './keys';

/** Tools by name, each as `command` of an environment has it: as in README. */
export const SIGNING_TOOLS = {
  az: [
    ...['az', 'keyvault', 'key', 'sign', '--id', 'https://my-vault.vault.azure.net/keys/my-key'],
    ...['--algorithm', 'ES256', '--digest', '${digest}', '--query', 'signature', '-o', 'tsv'],
  ],
  aws: [
    ...['aws', 'kms', 'sign', '--key-id', 'alias/my-key', '--message', '${digest}', '--message-type', 'DIGEST'],
    ...['--signing-algorithm', 'ECDSA_SHA_256', '--cli-binary-format', 'base64', '--output', 'text'],
    ...['--query', 'Signature'],
  ],
  gcloud: [
    ...['gcloud', 'kms', 'asymmetric-sign', '--location', 'europe-west1', '--keyring', 'my-ring', '--key', 'my-key'],
    ...['--version', '1', '--digest-algorithm', 'sha256', '--input-file', '${inputFile}', '--signature-file', '-'],
  ],
  vault: [
    ...['vault', 'write', '-field=signature', 'transit/sign/my-key', 'input=${digest}', 'prehashed=true'],
    ...['marshaling_algorithm=jws'],
  ],
} satisfies Record<string, readonly string[]>;

export type SigningTool = keyof typeof SIGNING_TOOLS;
export const SIGNING_TOOL_NAMES = Object.keys(SIGNING_TOOLS) as readonly SigningTool[];

/**
 * Signs a digest (ECDSA, FIPS 186-5, 6.4.1), which node:crypto does not do: it hashes by itself. Prints what the tool
 * prints.
 */
const PROGRAM = `
const { createECDH, createHash, randomBytes } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { d, tools } = JSON.parse(readFileSync(__dirname + '/key.json', 'utf8'));
const [name, ...args] = process.argv.slice(2);
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const number = (bytes) => BigInt('0x' + bytes.toString('hex'));
const bytes = (number) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
const mod = (a) => ((a % N) + N) % N;
function inverse(a) {
  let result = 1n;
  for (let e = N - 2n; e > 0n; e >>= 1n, a = mod(a * a)) if (e & 1n) result = mod(result * a);
  return result;
}
function sign(digest) {
  const ecdh = createECDH('prime256v1');
  const k = randomBytes(32);
  ecdh.setPrivateKey(k);
  const r = mod(number(ecdh.getPublicKey().subarray(1, 33)));
  const s = mod(inverse(number(k)) * (number(digest) + r * number(Buffer.from(d, 'base64url'))));
  return [bytes(r), bytes(s)];
}
function der(numbers) {
  const parts = numbers.map((each) => {
    let value = each;
    while (value[0] === 0 && value[1] < 0x80) value = value.subarray(1);
    if (value[0] >= 0x80) value = Buffer.concat([Buffer.from([0]), value]);
    return Buffer.concat([Buffer.from([2, value.length]), value]);
  });
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}
const filled = {};
const expected = tools[name].slice(1);
const fits = expected.length === args.length && expected.every((each, index) => {
  const [, before, placeholder] = /^(.*)\\$\\{(.*)\\}$/.exec(each) ?? [];
  if (placeholder === undefined) return each === args[index];
  filled[placeholder] = args[index].slice(before.length);
  return args[index].startsWith(before);
});
if (!fits) {
  console.error('unrecognized arguments: ' + args.join(' '));
  process.exit(2);
}
const digest = filled.digest === undefined
  ? createHash('sha256').update(readFileSync(filled.inputFile)).digest()
  : Buffer.from(filled.digest, 'base64');
if (digest.length !== 32 || (filled.digest ?? digest.toString('base64')) !== digest.toString('base64')) process.exit(3);
const numbers = sign(digest);
const raw = Buffer.concat(numbers);
if (name === 'az') console.log(raw.toString('base64'));
if (name === 'aws') console.log(der(numbers).toString('base64'));
if (name === 'gcloud') process.stdout.write(der(numbers));
if (name === 'vault') process.stdout.write('vault:v1:' + raw.toString('base64url'));
`;

export interface SigningTools {
  /** The command of a tool, to be run with `program`. */
  command(tool: SigningTool): CommandLine;
  readonly program: ResolvedProgram;
  /** A line of a POSIX shell that runs a tool with the arguments of the shell. */
  shellLine(tool: SigningTool): string;
  remove(): void;
}

/** Stand-ins that sign with the private half of `pair`. */
export function makeSigningTools({ privateKey }: Pair): SigningTools {
  const folder = mkdtempSync(join(tmpdir(), 'aleta signing '));
  const file = join(folder, 'tool.cjs');
  writeFileSync(file, PROGRAM);
  writeFileSync(join(folder, 'key.json'), JSON.stringify({ d: jwkOf(privateKey).d, tools: SIGNING_TOOLS }));
  return {
    command(tool) {
      const command = parseCommandLine([process.execPath, file, ...SIGNING_TOOLS[tool]]);
      if ('problem' in command) throw new Error(command.problem);
      return command;
    },
    program: { file: process.execPath, realFile: process.execPath },
    // What runs the tests may be Electron, which is Node only when told so.
    shellLine: (tool) => `ELECTRON_RUN_AS_NODE=1 exec '${process.execPath}' '${file}' ${tool} "$@"`,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
