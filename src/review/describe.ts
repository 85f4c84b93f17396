import { reasons, type Sign, type SignName } from './sign.ts';

/** Most places that a line names. */
const most = 5;
/** Longest text of a place, in characters. */
const longest = 80;

/** One line for each kind of sign: what it is, why it matters, and where it is. */
export function describeSigns(signs: readonly Sign[]): readonly string[] {
  const kinds = Object.keys(reasons) as SignName[];
  return kinds.flatMap((name) => {
    const own = signs.filter((sign) => sign.name === name);
    return own.length === 0 ? [] : [`${name}: ${reasons[name]} ${placesOf(own)}`];
  });
}

function placesOf(signs: readonly Sign[]): string {
  const places = signs.slice(0, most).map(({ file, line, text }) => `${file}:${line} ${shortened(text)}`);
  return places.join('; ') + (signs.length > most ? `; and ${signs.length - most} more` : '');
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** The sentence before the signs of a change. */
export function signsIntroduction(signs: readonly Sign[]): string {
  if (signs.length === 0) return 'The change has none of the known signs of a shortcut.';
  return 'Each of these is harmless in most changes, and a shortcut in some: a person can tell.';
}

/** The sentence before what no look at a change can find. */
export const unseenText = 'No look at the text can find these; please think of them:';
