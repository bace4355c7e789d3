/** How numbers are written in the person's region, which need not be that of the language of VS Code. */

/**
 * Locale of the numbers of this machine, as BCP 47 has it; `undefined` for the one that JavaScript takes by default.
 *
 * @param variables Of the environment. By them Linux and macOS tell programs the region (POSIX, 8.2): the first that is set.
 */
export function numberLocale(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const set = [variables['LC_ALL'], variables['LC_NUMERIC'], variables['LANG']].find((value) => value);
  // As in "de_DE.UTF-8" or "ca_ES@valencia". "C" and "POSIX" are of no region.
  const [, language, territory] = /^([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@]|$)/.exec(set ?? '') ?? [];
  if (language === undefined) return undefined;
  return territory === undefined ? language : `${language}-${territory}`;
}

/** The sign before the decimals of a number. */
export function decimalSign(locale: string | undefined): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}
