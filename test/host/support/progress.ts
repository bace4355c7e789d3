import * as vscode from 'vscode';
import type { Stage } from './stage';

type Run = (progress: vscode.Progress<unknown>, token: vscode.CancellationToken) => Thenable<unknown>;

/** Presses Cancel on every notification that has it, once it is shown and `when` is there. Returns their titles. */
export function pressCancel(stage: Stage, when: Promise<unknown>): readonly (string | undefined)[] {
  const titles: (string | undefined)[] = [];
  const { window } = vscode as { window: Record<string, unknown> };
  const real = vscode.window.withProgress.bind(vscode.window);
  window['withProgress'] = (options: vscode.ProgressOptions, run: Run): Thenable<unknown> => {
    if (options.location !== vscode.ProgressLocation.Notification || options.cancellable !== true) {
      return real(options, run);
    }
    titles.push(options.title);
    const source = new vscode.CancellationTokenSource();
    const running = run({ report: () => undefined }, source.token);
    void when.then(() => source.cancel());
    return running;
  };
  stage.later(() => (window['withProgress'] = real));
  return titles;
}
