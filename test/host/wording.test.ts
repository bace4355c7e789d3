import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  HttpStatusError,
  NetworkError,
  PartMissingError,
  ProtocolError,
  SignInRequiredError,
  TimeoutError,
  type NetworkFailure,
  type TimeoutPhase,
} from '../../src/api/errors';
import { ProxyError } from '../../src/api/proxy';
import { LazyPartError } from '../../src/base/lazyPart';
import { explain } from '../../src/platform/failures';
import { listing, open, run } from './support/actions';
import { rowOf } from './support/clients';
import { useStage } from './support/stage';

describe('What a busy service is said to ask for', () => {
  const table: [seconds: number, text: string][] = [
    [0, 'Try again in a moment.'],
    [1, 'Try again in 1 second.'],
    [90, 'Try again in 90 seconds.'],
    [91, 'Try again in 2 minutes.'],
    [3_600, 'Try again in 60 minutes.'],
    [86_400, 'Try again in 24 hours.'],
  ];
  for (const [seconds, text] of table) {
    it(`after ${seconds} s is: ${text}`, () => {
      const facts = { method: 'GET', path: '/clients' };
      assert.ok(explain(new HttpStatusError(facts, 429, [], seconds * 1_000)).text.endsWith(` ${text}`));
    });
  }
});

const PROXY_FAILURES: readonly [what: string, kind: NetworkFailure, said: string, text: string][] = [
  ['that refuses', 'proxy', 'HTTP 403', 'The proxy refused the connection to the Aleta service (HTTP 403).'],
  [
    'that wants credentials',
    'proxyCredentials',
    'Negotiate, NTLM',
    'The proxy proxy.test:3128 requires different credentials. Supported by the proxy: Negotiate, NTLM. ' +
      'Only a user name and password in the proxy URL, or http.proxyAuthorization, are supported.',
  ],
  ['with an unknown name', 'proxyName', '', 'The host name of the proxy proxy.test:3128 could not be resolved.'],
  ['that is down', 'proxyUnreachable', '', 'The proxy proxy.test:3128 cannot be reached.'],
  [
    'nobody vouches for',
    'proxyCertificate',
    '',
    'The certificate of the proxy proxy.test:3128 is not trusted on this machine.',
  ],
  [
    'of another kind',
    'proxyUnusable',
    'unknown scheme',
    'The proxy proxy.test:3128 cannot be used (unknown scheme). Only http, https and SOCKS5 proxies are supported.',
  ],
  ['that nobody names', 'proxyLookup', '', 'VS Code did not report which proxy to use for the Aleta service.'],
];

describe('What only time, a proxy or a bug brings about', () => {
  const facts = { method: 'GET', path: '/clients' };
  const timeouts: Record<TimeoutPhase, string> = {
    proxy:
      'The proxy for the Aleta service did not answer in time. Check your network and the proxy settings (http.proxy).',
    connect: 'The Aleta service did not accept a connection in time. Check your network or VPN, then try again.',
    headers: 'The Aleta service did not answer in time. Try again in a moment.',
    body: 'The Aleta service stopped in the middle of its answer. Try again in a moment.',
    total: 'The Aleta service took too long to answer. Try again in a moment.',
  };
  const table: [what: string, error: unknown, text: string, remedies: string][] = [
    ...Object.entries(timeouts).map(([phase, text]): (typeof table)[number] => [
      `a time limit (${phase})`,
      new TimeoutError(facts, phase as TimeoutPhase),
      text,
      phase === 'proxy' ? 'retry openProxySettings showLog' : 'retry showLog',
    ]),
    ...PROXY_FAILURES.map(([what, kind, said, text]): (typeof table)[number] => [
      `a proxy ${what}`,
      new NetworkError(facts, kind, new ProxyError('connect', { proxy: 'proxy.test:3128', said })),
      `${text} Check the proxy settings (http.proxy).`,
      'retry openProxySettings showLog',
    ]),
    [
      'a part of the extension that is gone',
      new PartMissingError(facts, new LazyPartError('undici', undefined)),
      'A part of this extension could not be loaded. The extension may have been updated. Reload the window.',
      'reloadWindow showLog',
    ],
    [
      'a list whose next page is elsewhere',
      new ProtocolError(facts, 'nextLink', 'elsewhere'),
      'The Aleta service split its list into pages that cannot be followed. The list was not shown. If the problem persists, contact the administrator of the service.',
      'retry showLog',
    ],
    [
      'a token that is not there',
      new SignInRequiredError(facts),
      'You are not signed in to Aleta. Sign in to continue.',
      'signIn showLog',
    ],
    [
      'a refused token of which the service says why',
      new SignInRequiredError(facts, 401, [{ detail: 'The token expired.' }]),
      'The Aleta service no longer accepts your token. The service says: “The token expired.” Sign in again to continue.',
      'signIn showLog',
    ],
    [
      'a failure of the service with numbers of the request',
      new HttpStatusError(facts, 500, [{ detail: 'Oops.' }], undefined, { requestIds: ['a-1', 'b-2'] }),
      'The Aleta service failed (HTTP 500). The service says: “Oops.” Request ID: a-1, b-2. Try again in a moment.',
      'retry showLog',
    ],
    [
      'a firewall that refuses',
      new HttpStatusError(facts, 403, [], undefined, { isHtml: true }),
      'A firewall or gateway in front of the Aleta service refused the request (HTTP 403). Contact the administrator of your network or of the service.',
      'retry showLog',
    ],
    [
      'a client that is gone for good',
      new HttpStatusError({ method: 'GET', path: '/clients/1' }, 410, []),
      'The Aleta service did not find the requested item (HTTP 410). The item may have been deleted elsewhere. Refresh to check.',
      'refresh showLog',
    ],
    [
      'a token that cannot be sent',
      new SignInRequiredError(facts, 'unusable'),
      'The stored token for the Aleta service is damaged. Sign in again to continue.',
      'signIn showLog',
    ],
    [
      'a refusal with several reasons',
      new HttpStatusError(facts, 422, [
        { detail: 'Too long.' },
        { title: 'Not unique' },
        { code: 'x1' },
        { code: 'x2' },
      ]),
      'The Aleta service refused the request (HTTP 422). The service says: “Too long. Not unique x1.”',
      'retry showLog',
    ],
    ['giving up', new DOMException('This operation was aborted', 'AbortError'), 'Cancelled.', 'retry'],
    [
      'a bug of ours',
      new TypeError('x is not a function'),
      'An unexpected error occurred. See the log for details.',
      'showLog retry',
    ],
  ];
  for (const [what, error, text, remedies] of table) {
    it(`after ${what} is: ${text}`, () => {
      const explanation = explain(error);
      assert.deepEqual([explanation.text, explanation.remedies.join(' ')], [text, remedies]);
    });
  }
});

describe('Boxes for names', () => {
  const stage = useStage();

  it('say where the client is', async () => {
    await open(stage);
    for (const id of ['leaf', 'empty']) {
      stage.script.type();
      await run('renameClient', rowOf(stage, id));
    }
    stage.script.type('Empty');
    await run('createTopLevelClient');
    assert.deepEqual(
      stage.script.inputs.map(({ prompt }) => prompt),
      [
        'New name of the client under Group > Nordics > Branch',
        'New name of the top-level client',
        'Name of the new top-level client',
      ],
    );
    assert.deepEqual(stage.script.inputs[2]?.said, [
      'warning: A client named “Empty” already exists at the top level. Press Enter to use the name anyway.',
    ]);
  });
});

describe('Copying as curl', () => {
  const stage = useStage();

  for (const id of ['..', '\ud800']) {
    it(`copies nothing for the id ${JSON.stringify(id)}, which no address can have`, async () => {
      await stage.open({ intercept: listing({ data: [{ type: 'client', id, attributes: { name: 'Odd' } }] }) });
      await vscode.env.clipboard.writeText('before');
      await run('copyClientCurl', rowOf(stage, id));
      assert.deepEqual(stage.script.messages, ['Nothing was copied. The ID of “Odd” cannot be part of a URL.']);
      assert.equal(await vscode.env.clipboard.readText(), 'before');
    });
  }

  it('offers the shell of this machine first, and others, and writes for the one that is chosen', async () => {
    await stage.open({ clients: [{ id: "it's 1", name: 'Acme' }] });
    const own = /cmd\.exe$/i.test(vscode.env.shell)
      ? /^Command/
      : /(pwsh|powershell)/i.test(vscode.env.shell)
        ? /^Power/
        : /^Bash/;
    const starts: [label: string, command: RegExp][] = [
      ['Bash, zsh and other POSIX shells', /^curl --header 'Accept: .*Bearer \$ALETA_TOKEN" 'http:.*\/it'\\''s%201'$/],
      ['PowerShell', /^curl(\.exe)? --header 'Accept: .*Bearer \$env:ALETA_TOKEN" 'http:.*\/it''s%201'$/],
      ['Command Prompt (cmd)', /^curl --header "Accept: .*Bearer %ALETA_TOKEN%" "http:.*\/it's%201"$/],
    ];
    for (const [label, command] of starts) {
      stage.script.pick(label);
      await run('copyClientCurl', rowOf(stage, "it's 1"));
      assert.match(await vscode.env.clipboard.readText(), command);
      assert.match(stage.script.picks.at(-1)?.labels[0] ?? '', own);
      assert.equal(stage.script.picks.at(-1)?.labels.length, 3);
    }
  });
});
