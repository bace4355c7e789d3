/**
 * `path` as a JSON pointer (RFC 6901): a slash before each member name or position in a list, with `~` and `/` in names
 * escaped as `~0` and `~1`. The whole document is `''`.
 */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
