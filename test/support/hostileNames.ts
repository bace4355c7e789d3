/** Names that a spreadsheet, or what writes for it, may make something else of. */
export const HOSTILE_NAMES: readonly string[] = [
  ...['=1+1', '+1', '-1', '@SUM(A1)', "=cmd|'/c calc'!A1", '=HYPERLINK("http://x.test","y")', '\u200b=1', '＝1'],
  ...['0012', '1e5', '1E400', '-0', '+49 30 1234', '12,5', '12.50', '1/2', '50 %', '5f3e0012a6b8c9d0e1f20304'],
  ...['TRUE', 'false', 'WAHR', 'NULL', '#N/A', '#REF!', '2026-11-26', '3/4/2026', '12:30', 'MAR1', 'SEPT2'],
  ...['  leading', 'trailing  ', ' ', '\tTab', 'a\tb', 'line\nfeed', 'two\n\nfeeds\n', "'quoted", '"', '""', 'a"b"c'],
  ...['a,b;c', 'a;b', '&amp; & <b>x</b> ]]>', '<![CDATA[x]]>', '_x0041_', '_x005F_x0041_', '__x0041_x0042_', '_xzzzz_'],
  ...['😀 family 👨‍👩‍👧', 'שלום (עולם)', 'مرحبا', '\u202egnp.exe', 'Zürich, Ñandú', 'e\u0301', '株式会社', 'ﬁ', 'İstanbul'],
];

/** Names with what XML, or a line of text, cannot hold as it is. */
export const CONTROL_NAMES: readonly string[] = [
  ...['nul\0', 'bell\x07', 'esc\x1b[31m', 'cr\rx', 'crlf\r\nx', 'del\x7f', 'nel\x85', '\ufffe', '\uffff', '\ufeffbom'],
  ...['lone \ud83d', '\ude00 lone', '\u2028 line', '\x01x0041_', '_\x01', '_x0001_\x01'],
];
