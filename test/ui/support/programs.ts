import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pair } from '../../support/keys';
import { makeSigningTools, SIGNING_TOOL_NAMES } from '../../support/signingTools';
import { readGiven } from './given';

const undos: (() => void)[] = [];

afterEach(() => {
  for (const undo of undos.splice(0)) undo();
});

/** Puts stand-ins for the signing tools on the PATH of the extension host, until the test is over. @returns Their folder. */
export function putSigningTools(pair: Pair): string {
  const { programs } = readGiven();
  const tools = makeSigningTools(pair);
  undos.push(() => tools.remove());
  for (const name of SIGNING_TOOL_NAMES) {
    const file = join(programs, name);
    undos.push(() => rmSync(file));
    writeFileSync(file, `#!/bin/sh\n${tools.shellLine(name)}\n`, { mode: 0o700 });
  }
  return programs;
}
