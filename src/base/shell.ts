/** Commands of `curl` as shells want them. Pure. */

/** How a shell wants text to be quoted: that of POSIX (also fish, Git Bash, WSL), PowerShell, or cmd.exe. */
export type Shell = 'posix' | 'powershell' | 'cmd';

/**
 * Which kind of shell a path is of.
 *
 * @param path Of the program, as in `C:\Windows\System32\cmd.exe`; `''` where it is not known.
 * @param isWindows Whether the machine is one of Windows.
 */
export function shellOf(path: string, isWindows: boolean): Shell {
  const name = (/[^\\/]*$/.exec(path)?.[0] ?? '').toLowerCase().replace(/\.exe$/, '');
  if (/^(pwsh|powershell)/.test(name)) return 'powershell';
  if (name === 'cmd') return 'cmd';
  return name === '' && isWindows ? 'powershell' : 'posix';
}

/**
 * A command that reads `url`, on one line. The token is left to the variable ALETA_TOKEN of the person's own.
 *
 * @param url Percent-encoded: without quotation marks, control characters and spaces.
 * @param isWindows Whether it is to run on Windows, where `curl` is something else in Windows PowerShell.
 */
export function curlCommand(shell: Shell, isWindows: boolean, accept: string, url: string): string {
  switch (shell) {
    case 'posix':
      return `curl --header 'Accept: ${accept}' --header "Authorization: Bearer $ALETA_TOKEN" ${posixQuoted(url)}`;
    case 'powershell': {
      const program = isWindows ? 'curl.exe' : 'curl';
      const header = `--header 'Accept: ${accept}' --header "Authorization: Bearer $env:ALETA_TOKEN"`;
      return `${program} ${header} '${url.replaceAll("'", "''")}'`;
    }
    case 'cmd':
      // Between quotation marks only % means something. No variable has a name that begins as an escape of a URL goes on.
      return `curl --header "Accept: ${accept}" --header "Authorization: Bearer %ALETA_TOKEN%" "${url}"`;
  }
}

const posixQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
