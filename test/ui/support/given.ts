import type { LaunchOptions } from 'playwright-core';

/** What the harness prepared for the suite. */
export interface Given {
  readonly url: string;
  readonly connectionToken: string;
  readonly settingsFile: string;
  readonly logFile: string;
  /** An empty folder that comes first on the PATH of the extension host. */
  readonly programs: string;
  readonly artifacts: string;
  readonly browser: LaunchOptions;
}

export function readGiven(): Given {
  const given = process.env['ALETA_UI'];
  if (given === undefined) throw new Error('Run the UI suite with `npm run test:ui`: it needs a VS Code to drive.');
  return JSON.parse(given) as Given;
}
