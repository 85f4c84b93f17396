import { LRUCache } from 'lru-cache';

/** Words that say nothing about what a sentence is about. */
const idle = new Set(
  (
    'a an and are as at be been but by can do does for from has have if in into is it its more of on or so than that the then ' +
    'their them this to use used using was when which while will with you your'
  ).split(' '),
);
/** Words that turn a sentence into its opposite. */
const negations = new Set(['no', 'not', 'never', 'avoid', 'without', 'dont', 'cannot', 'stop']);

/** Words of texts that were compared lately. */
const known = new LRUCache<string, ReadonlySet<string>>({ max: 1000 });

/** The telling words of a text that is compared often. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = known.get(text) ?? tellingWords(text);
  known.set(text, words);
  return words;
}

/** The telling words of a text, each once, without their usual endings. */
export function tellingWords(text: string): ReadonlySet<string> {
  const all =
    text
      .toLowerCase()
      .replaceAll("'", '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(all.filter((word) => !idle.has(word)).map(stem));
}

/** Words of more than four letters without the endings of plurals, participles and adverbs. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s|ly)$/, '') : word;
}

/** Share of the words of two texts that both have, from 0 to 1; 0 where only one of them says no. */
export function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (denies(left) !== denies(right)) return 0;
  const { size } = left.union(right);
  return size === 0 ? 0 : left.intersection(right).size / size;
}

function denies(words: ReadonlySet<string>): boolean {
  return !words.isDisjointFrom(negations);
}
