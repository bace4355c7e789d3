/** The few members of the page's elements that the page objects read: the DOM's own types would leak into src. */
export interface PageElement {
  readonly classList: { contains(name: string): boolean };
  readonly textContent: string | null;
  readonly value?: string;
  readonly selectionStart?: number | null;
  readonly selectionEnd?: number | null;
  readonly type?: string;
  readonly placeholder?: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Tests compare what is read; VS Code pads with no-break spaces in places. */
export function plain(text: string | null | undefined): string {
  return (text ?? '').replaceAll('\u00a0', ' ').trim();
}
