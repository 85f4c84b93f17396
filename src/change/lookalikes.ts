/** Scripts with letters that look like those of another one. Of Greek only such letters count: `Δx` deceives nobody. */
const scripts = [
  /\p{Script=Latin}/u,
  /[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορϲϳ]/u,
  ...['Cyrillic', 'Armenian', 'Cherokee', 'Coptic', 'Lisu', 'Glagolitic', 'Deseret', 'Osage'].map(
    (name) => new RegExp(`\\p{Script=${name}}`, 'u'),
  ),
];

/** A letter after a backslash is no part of a word. */
const word = /\\[a-z]|[\p{ID_Continue}$]+/gu;

/** Words of a text that mix letters of two scripts that look alike, such as a Latin name with a Cyrillic `а`, each once. */
export function lookalikesIn(text: string): readonly string[] {
  if (!/[^\0-\u024f]/.test(text)) return [];
  const words = new Set(text.match(word));
  return [...words].filter((one) => scripts.filter((script) => script.test(one)).length > 1);
}

/** The word with all letters beyond ASCII written out. */
export function spelledOut(word: string): string {
  return word.replace(/[^\0-\u007f]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
}
