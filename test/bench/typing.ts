import { fold } from '../../src/base/fold';
/** What people type to find clients, key by key. */
import type { ClientNode } from '../../src/model/hierarchy/clientNode';
import { picker } from './records';

/** Each state of the box while `text` is typed, with three letters taken back and typed again half way. */
function keys(text: string): string[] {
  const states: string[] = [];
  const half = Math.ceil(text.length / 2);
  for (let length = 1; length <= half; length++) states.push(text.slice(0, length));
  for (let length = half - 1; length >= Math.max(1, half - 3); length--) states.push(text.slice(0, length));
  for (let length = Math.max(1, half - 2); length <= text.length; length++) states.push(text.slice(0, length));
  return states;
}

const lastOf = (words: readonly string[]): string => words.at(-1) ?? '';

/** Names as typed on a keyboard without accents or as they stand, parts of them, numbers, and a parent's name before. */
export function typed(nodes: readonly ClientNode[], count: number): string[][] {
  const below = picker(29);
  return Array.from({ length: count }, (_, at) => {
    const node = nodes[below(nodes.length)];
    if (node === undefined) throw new Error('no client');
    const words = node.name.split(' ');
    const parent = node.parent?.name.split(' ')[0] ?? '';
    const ways = [
      fold(node.name),
      node.name,
      fold(words.slice(1).join(' ')),
      lastOf(words),
      fold(`${parent} ${node.name}`),
    ];
    return keys(ways[at % ways.length] ?? '');
  });
}

/** Names whose last typed word has one letter changed, left out, doubled, or swapped with the next. */
export function mistyped(nodes: readonly ClientNode[], count: number): string[][] {
  const below = picker(31);
  const sequences: string[][] = [];
  while (sequences.length < count) {
    const words = fold(nodes[below(nodes.length)]?.name ?? '').split(' ');
    const last = words.slice(0, -1).findLastIndex((word) => word.length >= 5);
    const word = words[last];
    if (word === undefined) continue;
    const at = 1 + below(word.length - 2);
    const [before, letter, next, after] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
    const mistakes = [
      `${before}q${next}${after}`,
      `${before}${next}${after}`,
      `${before}${letter}${letter}${next}${after}`,
      `${before}${next}${letter}${after}`,
    ];
    sequences.push(keys([...words.slice(0, last), mistakes[sequences.length % mistakes.length] ?? ''].join(' ')));
  }
  return sequences;
}
