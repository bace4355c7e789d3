import assert from 'node:assert/strict';
import {
  filledArguments,
  parseCommandLine,
  takesInputFile,
  type CommandLine,
  type CommandLineProblem,
} from '../../../../src/auth/keys/commandLine';

const good: [what: string, value: string[], kind: CommandLine['kind']][] = [
  ['with a placeholder as an argument of its own', ['az', '--digest', '${digest}'], 'signing'],
  ['with a placeholder as a part of an argument', ['vault', 'input=${digest}', 'prehashed=true'], 'signing'],
  ['with the file as its placeholder', ['gcloud', '--input-file', '${inputFile}'], 'signing'],
  ['without a placeholder', ['print-token', '--for', 'aleta'], 'token'],
  ['of a program alone', ['print-token'], 'token'],
  ['with an empty argument', ['print-token', ''], 'token'],
  ['with what a shell would read as something else', ['print-token', '$HOME', '$(id)', '`id`', '; id', '{}'], 'token'],
];

const bad: [what: string, value: unknown, problem: CommandLineProblem][] = [
  ['as one line', 'az keyvault key sign', { problem: 'notAList' }],
  ['as an object', { 0: 'az' }, { problem: 'notAList' }],
  ['as nothing', undefined, { problem: 'notAList' }],
  ['as an empty list', [], { problem: 'noProgram' }],
  ['with a blank program', [' ', 'x'], { problem: 'noProgram' }],
  ['with a number among its arguments', ['az', 'x', 5], { problem: 'notText', index: 2 }],
  ['with a list among its arguments', ['az', ['x']], { problem: 'notText', index: 1 }],
  ['with NUL in an argument', ['az', 'a\0b'], { problem: 'badCharacter', index: 1 }],
  ['with half of a character in an argument', ['az', 'a\ud800'], { problem: 'badCharacter', index: 1 }],
  ['with a placeholder in its program', ['/opt/${digest}', 'x'], { problem: 'placeholderInProgram' }],
  ['with an unknown placeholder', ['az', '${digest}', '${env:HOME}'], unknown('${env:HOME}')],
  ['with a placeholder in other letters', ['az', 'x=${Digest}'], unknown('${Digest}')],
  ['with a placeholder that has spaces', ['az', '${ digest }'], unknown('${ digest }')],
  ['with a placeholder that does not end', ['az', 'x=${digest'], unknown('${digest')],
  ['with an empty placeholder', ['az', '${}'], unknown('${}')],
  ['with a placeholder that every object has', ['az', '${constructor}'], unknown('${constructor}')],
  ['of more than 8,000 characters', ['az', 'x'.repeat(8_000)], { problem: 'tooLong' }],
];

function unknown(placeholder: string): CommandLineProblem {
  return { problem: 'unknownPlaceholder', placeholder };
}

const parsedCommand = (value: readonly string[]): CommandLine => {
  const command = parseCommandLine(value);
  assert.ok('program' in command);
  return command;
};

describe('The command of an environment', () => {
  for (const [what, value, kind] of good) {
    it(`is a ${kind} command ${what}`, () => {
      const [program, ...args] = value;
      assert.deepEqual(parseCommandLine(value), { kind, program, args });
    });
  }

  for (const [what, value, problem] of bad) {
    it(`is refused ${what}`, () => assert.deepEqual(parseCommandLine(value), problem));
  }

  it('has each of its placeholders filled in once, and nothing else changed', () => {
    const command = parsedCommand(['sign', '${digest}', 'a=${digest}&b=${digest}', '-i${inputFile}', '$1 $& $$']);
    const digest = '$&+/${inputFile}=';
    const args = filledArguments(command, { digest, inputFile: '/tmp/a b' });
    assert.deepEqual(args, [digest, `a=${digest}&b=${digest}`, '-i/tmp/a b', '$1 $& $$']);
  });

  it('takes a file only where it has the placeholder of one', () => {
    assert.ok(takesInputFile(parsedCommand(['sign', '--in=${inputFile}'])));
    assert.ok(!takesInputFile(parsedCommand(['sign', '${digest}'])));
  });
});
