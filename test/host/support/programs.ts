/** Programs on the PATH of the extension host that an environment may sign in with, and what was run of them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Pair } from '../../support/keys';
import { makeSigningTools, SIGNING_TOOL_NAMES } from '../../support/signingTools';
import type { Stage, StagedService } from './stage';

export interface Printed {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Exit code; 0 where left out. */
  readonly code?: number;
}

export interface WaitingProgram {
  /** Until it runs. */
  started(): Promise<void>;
  goOn(): Promise<void>;
}

export interface Programs {
  /** Each run, in order: the name of the program. */
  readonly runs: readonly string[];
  /** Puts a program there, or another in its place. @returns Its file. */
  put(name: string, printed: Printed): string;
  /** As `put`, with a program that prints only once it is let go on. */
  putWaiting(name: string, printed: Printed): WaitingProgram;
  /** Puts stand-ins for the signing tools there, under their names. */
  putSigningTools(pair: Pair): void;
  /** Has a second folder come before the first on the PATH, with a program in it. @returns Its file. */
  putBefore(name: string, printed: Printed): string;
}

/** An empty folder that comes first on the PATH until the test is over. What was agreed to is forgotten then. */
export function usePrograms(stage: Stage): Programs {
  const folder = mkdtempSync(join(tmpdir(), 'aleta programs '));
  const log = join(folder, 'runs');
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = [join(folder, 'first'), join(folder, 'second'), path].join(delimiter);
  for (const each of ['first', 'second']) mkdirSync(join(folder, each));
  stage.later(() => rmSync(folder, { recursive: true }));
  stage.later(() => (process.env['PATH'] = path));
  stage.later(() => stage.context.globalState.update('aleta.consents', undefined));

  const write = (file: string, name: string, lines: readonly string[]): string => {
    writeFileSync(file, ['#!/bin/sh', `echo ${name} >> '${log}'`, ...lines, ''].join('\n'));
    chmodSync(file, 0o700);
    return file;
  };
  const printing = (file: string, name: string, printed: Printed, before: readonly string[] = []): string => {
    const { stdout = '', stderr = '', code = 0 } = printed;
    writeFileSync(`${file}.stdout`, stdout);
    writeFileSync(`${file}.stderr`, stderr);
    return write(file, name, [...before, `cat '${file}.stdout'`, `cat '${file}.stderr' >&2`, `exit ${code}`]);
  };
  return {
    get runs() {
      return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    },
    put: (name, printed) => printing(join(folder, 'second', name), name, printed),
    putBefore: (name, printed) => printing(join(folder, 'first', name), name, printed),
    putWaiting(name, printed) {
      const gate = join(folder, `${name}.gate`);
      execFileSync('mkfifo', [gate]);
      printing(join(folder, 'second', name), name, printed, [`read line < '${gate}'`]);
      return {
        async started() {
          const ended = new AbortController();
          try {
            for await (const { filename } of watch(folder, ended)) if (filename === 'runs') break;
          } finally {
            ended.abort();
          }
        },
        goOn: () => writeFile(gate, 'go on\n'),
      };
    },
    putSigningTools(pair) {
      const tools = makeSigningTools(pair);
      stage.later(() => tools.remove());
      for (const name of SIGNING_TOOL_NAMES) {
        write(join(folder, 'second', name), name, [tools.shellLine(name)]);
      }
    },
  };
}

/** An entry of `aleta.environments` that signs in with a command. */
export const commandEntry = ({ url, tokenUrl }: StagedService, command: readonly string[], more: object = {}) => ({
  ...{ name: 'Commanded', apiUrl: url, tokenUrl, signIn: 'command', command },
  ...more,
});

/** What a token command prints. */
export const tokenOutput = (token: string, expiresIn = 3600): Printed => ({
  stdout: JSON.stringify({ access_token: token, expires_in: expiresIn }),
});

export const exchangesOf = ({ requests }: StagedService): number =>
  requests.filter(({ path }) => path === '/oauth/token').length;
