import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine } from '../../../../src/auth/keys/commandLine';
import { SIGNING_TOOL_NAMES, SIGNING_TOOLS } from '../../../support/signingTools';

/** The values of `command` in README. */
const commands = readFileSync(join(__dirname, '../../../../..', 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => /"command": \[.*\]/.exec(line) ?? [])
  .map((line) => (JSON.parse(`{${line}}`) as { command: string[] }).command);

describe('The commands in README', () => {
  for (const tool of SIGNING_TOOL_NAMES) {
    it(`have the line for ${tool} whose output the tests sign with`, () => {
      assert.deepEqual(
        commands.filter(([program]) => program === tool),
        [SIGNING_TOOLS[tool]],
      );
    });
  }

  it('can all be used, four to sign and one for a token', () => {
    const kinds = commands.map((command) => {
      const parsed = parseCommandLine(command);
      return 'problem' in parsed ? parsed.problem : parsed.kind;
    });
    assert.deepEqual(kinds.sort(), ['signing', 'signing', 'signing', 'signing', 'token']);
  });
});
