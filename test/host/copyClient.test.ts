import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('Copying from clients', () => {
  const stage = useStage();
  /** What a terminal obeys: line breaks, escape sequences, backspace, the one-byte CSI, bracketed paste's end. */
  const OBEYED = ['\n', '\r', '\r\n', '\x1b[201~', '\b', '\x7f', '\x85', '\x9b2J', '\t', '\0', '\u2028', '\u2029'];

  for (const [at, sign] of OBEYED.entries()) {
    it(`puts no ${JSON.stringify(sign)} of a name or an id on the clipboard`, async () => {
      await stage.open({
        clients: [
          { id: 'group', name: `Group${sign}rm -rf ~${sign}` },
          { id: `leaf${at}${sign}x`, name: `${sign}Leaf`, parentId: 'group' },
        ],
      });
      for (const command of ['copyClientName', 'copyClientPath', 'copyClientId', 'copyClientJson']) {
        await vscode.env.clipboard.writeText('before');
        await run(command, rowOf(stage, `leaf${at}${sign}x`));
        const text = await vscode.env.clipboard.readText();
        assert.match(text, /leaf/i, command);
        // JSON has line feeds between its members, none within a text.
        const line = command === 'copyClientJson' ? text.replaceAll('\n', '') : text;
        assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}]/u, command);
      }
    });
  }

  it('of several clients has a line for each', async () => {
    await stage.open({
      clients: [
        { id: 'a', name: 'A\n1' },
        { id: 'b', name: 'B' },
      ],
    });
    const rows = ['a', 'b'].map((id) => rowOf(stage, id));
    await run('copyClientName', rows[0], rows);
    assert.equal(await vscode.env.clipboard.readText(), 'A 1\nB');
  });
});
