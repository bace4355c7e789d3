import { fold } from '../../base/fold';

/** A name as it is sent: composed (NFC), whatever way the keyboard or the clipboard spells accents. */
export const composed = (name: string): string => name.normalize('NFC');

/** Whether two names are one to Unicode (canonical equivalence): nobody can see a difference. */
export const isSameName = (a: string, b: string): boolean => composed(a) === composed(b);

/**
 * Whether `stored` can be what a service has made of the name `sent`: another Unicode normal form, case, accents, white
 * space, and characters that are not seen (Cc, Cf) make no difference. Only for looking after a write whose answer was
 * lost; it must not excuse an edit by someone else.
 */
export const mayBeStoredAs = (sent: string, stored: string): boolean => simplified(sent) === simplified(stored);

const simplified = (name: string): string =>
  fold(name.normalize('NFKC'))
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
