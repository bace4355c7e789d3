import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { atStart, observe } from './support/observed';

interface Contribution {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly icon?: string;
  readonly key?: string;
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents?: readonly string[];
  readonly contributes: {
    readonly commands: readonly (Contribution & { command: string })[];
    readonly menus: Readonly<Record<string, readonly Contribution[]>>;
    readonly keybindings: readonly Contribution[];
    readonly viewsContainers: Readonly<Record<string, readonly Contribution[]>>;
    readonly views: Readonly<Record<string, readonly Contribution[]>>;
    readonly viewsWelcome: readonly (Contribution & { contents: string })[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly media: { readonly image?: string; readonly markdown?: string; readonly altText?: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly configuration: { properties: Readonly<Record<string, { scope?: string; tags?: readonly string[] }>> };
  };
}

/** Commands that VS Code makes of each view. */
const isOfView = (command: string): boolean => /^aleta\.(?:clients|findings)\./.test(command);

describe('The manifest', () => {
  let folder: string;
  let text: string;
  let manifest: Manifest;
  let strings: Readonly<Record<string, string>>;
  let sources: string;

  before(async () => {
    folder = (await observe()).extension.extensionPath;
    text = readFileSync(join(folder, 'package.json'), 'utf8');
    manifest = JSON.parse(text) as Manifest;
    strings = JSON.parse(readFileSync(join(folder, 'package.nls.json'), 'utf8')) as Record<string, string>;
    sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, 'src', name), 'utf8'))
      .join('\n');
  });

  const whens = (): string[] => {
    const { menus, keybindings, views, viewsWelcome } = manifest.contributes;
    return [...Object.values(menus).flat(), ...keybindings, ...Object.values(views).flat(), ...viewsWelcome].map(
      ({ when = '' }) => when,
    );
  };

  it('wakes nothing at startup', () => {
    assert.equal(atStart.isActive, false);
    // A document of ours in a window that is opened again.
    assert.deepEqual(manifest.activationEvents ?? [], ['onFileSystem:aleta']);
  });

  it('tags the settings that make requests, and links settings that exist and https addresses in their descriptions', () => {
    const { properties } = manifest.contributes.configuration;
    assert.deepEqual(
      Object.keys(properties).filter((name) => properties[name]?.tags?.includes('usesOnlineServices')),
      ['aleta.apiUrl', 'aleta.environments', 'aleta.refreshMinutes'],
    );
    const texts = Object.keys(strings).flatMap((key) => (key.startsWith('configuration.') ? (strings[key] ?? '') : []));
    const settings = texts.flatMap((text) => [...text.matchAll(/`#([^`]+)#`/g)].map(([, name = '']) => name));
    assert.deepEqual([...new Set(settings)].sort(), ['aleta.apiUrl', 'aleta.environments']);
    const links = texts.flatMap((text) => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target));
    assert.ok(links.length > 0);
    for (const link of links) assert.match(link, /^https:\/\/docs\.aleta\.io\//);
  });

  it('names exactly the commands that are registered', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter(
      (command) => command.startsWith('aleta.') && !isOfView(command),
    );
    const named = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(named.length > 0);
    assert.deepEqual(registered.sort(), named.sort());
  });

  it('has only registered commands in menus, key bindings, welcome texts and settings', async () => {
    const { menus, keybindings, viewsWelcome } = manifest.contributes;
    const linked = [...Object.values(strings), ...viewsWelcome.map(({ contents }) => contents)].flatMap((each) =>
      [...each.matchAll(/\(command:([\w.-]+)/g)].map(([, command = '']) => command),
    );
    const places = [...Object.values(menus).flat(), ...keybindings];
    const placed = places.filter(({ submenu }) => submenu === undefined).map(({ command = '' }) => command);
    assert.ok(linked.length > 0 && placed.length > 0);
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      [...linked, ...placed].filter((command) => !known.has(command)),
      [],
    );
  });

  it('leaves lists their own key to find, and Escape to what is open', () => {
    const { keybindings } = manifest.contributes;
    assert.deepEqual(
      keybindings.filter(({ key }) => key === 'ctrl+alt+f'),
      [],
    );
    const escapes = keybindings.filter(({ key }) => key === 'escape');
    assert.ok(escapes.length > 0);
    for (const { when } of escapes) assert.match(when ?? '', / && !treeFindOpen && !notificationToastsVisible$/);
  });

  it('has nothing in menus that opens an empty one', () => {
    const { menus } = manifest.contributes;
    const opened = Object.values(menus).flatMap((items) => items.flatMap(({ submenu = [] }) => submenu));
    assert.deepEqual(
      opened.filter((submenu) => (menus[submenu] ?? []).length === 0),
      [],
    );
  });

  it('has a string for every key, and no string that nobody uses', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
  });

  it('leaves no key unresolved where VS Code shows it', async () => {
    const { extension } = await observe();
    assert.equal(/"%[\w.]+%"/.exec(JSON.stringify(extension.packageJSON))?.[0], undefined);
  });

  it('has only settings that a workspace cannot override', () => {
    const scopes = Object.entries(manifest.contributes.configuration.properties).map(([name, { scope }]) => [
      name,
      scope,
    ]);
    assert.ok(scopes.length > 0);
    assert.deepEqual(
      scopes.filter(([, scope]) => scope !== 'application'),
      [],
    );
  });

  it('points only to pictures that are there', () => {
    const { viewsContainers, views, commands } = manifest.contributes;
    const icons = [
      manifest.icon,
      ...[...Object.values(viewsContainers).flat(), ...Object.values(views).flat(), ...commands].flatMap(
        ({ icon = '' }) => (icon === '' || icon.startsWith('$(') ? [] : [icon]),
      ),
    ];
    assert.ok(icons.length >= 3);
    assert.deepEqual(
      icons.filter((icon) => !existsSync(join(folder, icon))),
      [],
    );
  });

  it('has a walkthrough whose media are in the package, with at most 60 KB of pictures that have alternative texts', () => {
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.deepEqual(
      steps.map(({ id }) => id),
      ['demo', 'signIn', 'find', 'edit'],
    );
    const packed = readFileSync(join(folder, '.vscodeignore'), 'utf8');
    let bytes = 0;
    for (const { media, completionEvents } of steps) {
      const file = media.image ?? media.markdown ?? '';
      assert.ok(existsSync(join(folder, file)), file);
      assert.ok(packed.includes(`!${file.replace(/-.*\./, '-*.')}\n`), file);
      assert.ok(completionEvents.length > 0);
      if (media.image === undefined) continue;
      bytes += statSync(join(folder, file)).size;
      assert.ok((media.altText ?? '').length > 0);
    }
    assert.ok(bytes > 0 && bytes <= 60 * 1024, `${bytes} bytes`);
  });

  it('asks only for context keys that the sources set, and sets none that nobody asks for', () => {
    const set = [...sources.matchAll(/new ContextKey<[^(]*>\(\s*'([^']+)'/g)].map(([, key = '']) => key);
    const asked = whens().flatMap((when) =>
      [...when.matchAll(/\baleta\.(?!(?:clients|findings)\b)(\w+)/g)].map(([key]) => key),
    );
    const items = new Set(whens().flatMap((when) => /viewItem == (\S+)/.exec(when)?.[1] ?? []));
    assert.deepEqual([...new Set(asked)].filter((key) => !items.has(key)).sort(), set.sort());
    assert.deepEqual(
      [...items].filter((item) => !sources.includes(`contextValue = '${item}'`)),
      [],
    );
  });

  it('compares context keys only with values that they can have', () => {
    const values = (type: string): string[] => {
      const union = new RegExp(`type ${type} =([^;]+);`).exec(sources)?.[1] ?? '';
      return [...union.matchAll(/'(\w+)'/g)].map(([, value = '']) => value);
    };
    const asked = (key: string): Set<string> =>
      new Set(
        whens().flatMap((when) =>
          [...when.matchAll(new RegExp(`aleta\\.${key} (?:[!=]=|=~) (?:/\\^\\(([^)]+)\\)\\$/|(\\w+))`, 'g'))].flatMap(
            ([, alternatives, value]) => (alternatives ?? value ?? '').split('|'),
          ),
        ),
      );
    assert.ok(asked('state').size > 3);
    assert.deepEqual(
      [...asked('state')].filter((value) => !values('ViewState').includes(value)),
      [],
    );
    assert.deepEqual([...asked('failure')].sort(), values('FailureKind').sort(), 'a welcome text for each failure');
  });
});
