// How to start the npm-provided Chromium. Plain data, so that it can be handed to the process that runs the UI suite.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, japaneseFont, scratch } from './paths.mts';

export interface BrowserLaunch {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

const args = [
  '--headless=shell',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];

export function browserLaunch(): BrowserLaunch {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]));
  const own = process.env.CHROMIUM_EXECUTABLE;
  if (own !== undefined) return { executablePath: own, args, env };
  env.LD_LIBRARY_PATH = join(chromium, 'al2023/lib');
  env.FONTCONFIG_FILE = writeFontConfiguration();
  return { executablePath: join(chromium, 'chromium'), args, env };
}

/** The fonts of the machine come first if it has any; ours make sure that every name in the demo data can be read. */
function writeFontConfiguration(): string {
  const file = join(scratch, 'fonts.conf');
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(chromium, 'fonts'), japaneseFont];
  const prefer = ['sans-serif', 'system-ui'].map(
    (family) =>
      `<alias><family>${family}</family><prefer><family>Open Sans</family><family>Noto Sans JP</family></prefer></alias>`,
  );
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${folders.map((folder) => `<dir>${folder}</dir>`).join('')}
${prefer.join('')}<cachedir>${join(scratch, 'fontcache')}</cachedir></fontconfig>`,
  );
  return file;
}
