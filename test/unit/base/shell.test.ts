import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { curlCommand, shellOf, type Shell } from '../../../src/base/shell';

const ACCEPT = 'application/vnd.api+json';

describe('The shell that a command is written for', () => {
  const table: [path: string, isWindows: boolean, shell: Shell][] = [
    ['/bin/bash', false, 'posix'],
    ['/usr/bin/zsh', false, 'posix'],
    ['/usr/local/bin/fish', false, 'posix'],
    ['/usr/bin/pwsh', false, 'powershell'],
    ['/opt/microsoft/powershell/7-preview/pwsh-preview', false, 'powershell'],
    ['', false, 'posix'],
    [String.raw`C:\Program Files\Git\bin\bash.exe`, true, 'posix'],
    [String.raw`C:\Windows\System32\WSL.exe`, true, 'posix'],
    [String.raw`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, true, 'powershell'],
    [String.raw`C:\Program Files\PowerShell\7\pwsh.EXE`, true, 'powershell'],
    [String.raw`C:\WINDOWS\system32\cmd.exe`, true, 'cmd'],
    ['', true, 'powershell'],
  ];
  for (const [path, isWindows, shell] of table) {
    it(`is ${shell} for ${JSON.stringify(path)} on ${isWindows ? 'Windows' : 'another system'}`, () => {
      assert.equal(shellOf(path, isWindows), shell);
    });
  }
});

describe('A curl command', () => {
  const url = "https://aleta.example/api/clients/it's(1)!*%20%25PATH%25";

  it('for PowerShell doubles quotes, and is not the alias of Windows PowerShell on Windows', () => {
    const rest = `--header 'Accept: ${ACCEPT}' --header "Authorization: Bearer $env:ALETA_TOKEN" '${url.replace("'", "''")}'`;
    assert.equal(curlCommand('powershell', true, ACCEPT, url), `curl.exe ${rest}`);
    assert.equal(curlCommand('powershell', false, ACCEPT, url), `curl ${rest}`);
  });

  it('for cmd has double quotes only, and a variable of cmd', () => {
    assert.equal(
      curlCommand('cmd', true, ACCEPT, url),
      `curl --header "Accept: ${ACCEPT}" --header "Authorization: Bearer %ALETA_TOKEN%" "${url}"`,
    );
  });

  it('for a POSIX shell hands over address and token as they are', function () {
    if (process.platform === 'win32') this.skip();
    const script = `curl() { printf '%s\\n' "$@"; }; ${curlCommand('posix', false, ACCEPT, url)}`;
    const env = { ...process.env, ALETA_TOKEN: 'a b$c' };
    assert.deepEqual(execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trimEnd().split('\n'), [
      ...['--header', `Accept: ${ACCEPT}`, '--header', 'Authorization: Bearer a b$c', url],
    ]);
  });
});
