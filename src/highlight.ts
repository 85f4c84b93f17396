/** How code of a language is coloured. Pure, as the page uses it too. */
export interface Lexicon {
  /** How comments begin and, where that is not the end of the line, how they end. */
  readonly comments: readonly { readonly open: string; readonly close?: string }[];
  /** Signs around strings. */
  readonly strings: string;
}

/** A piece of a text; those of a text follow one another without a gap. */
export interface Token {
  readonly kind: 'comment' | 'string' | 'number' | 'keyword' | 'plain';
  readonly text: string;
}

/** Words that most languages reserve; no language has all of them. */
const keywords = new Set(
  `abstract and as assert async await begin bool boolean break case catch char class const constexpr continue def default
  defer del do double elif else elsif end enum except export extends extern false final finally float fn for foreach
  from func function global go goto if impl implements import in inline int interface is lambda let long loop match mod
  module mut namespace new nil none None not null or package pass private protected pub public raise range ref repeat
  return select self short signed sizeof static struct subroutine super switch template then this throw trait true True
  False try type typedef typename undefined union unless unsafe unsigned until use using var virtual void volatile when
  where while with yield __device__ __global__ __host__ __restrict__ __shared__`.split(/\s+/),
);

/** A longer text is left plain, in characters. */
const maxCharacters = 200_000;

const patterns = new WeakMap<Lexicon, RegExp>();

/** The tokens of a text; comments and strings that begin before it are not known. */
export function tokensOf(text: string, lexicon: Lexicon | undefined): readonly Token[] {
  if (!lexicon || text.length > maxCharacters) return [{ kind: 'plain', text }];
  const pattern = patterns.get(lexicon) ?? patternOf(lexicon);
  patterns.set(lexicon, pattern);
  const tokens: Token[] = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    const kind = kindOf(found);
    if (kind === 'plain') continue;
    if (found.index > end) tokens.push({ kind: 'plain', text: text.slice(end, found.index) });
    tokens.push({ kind, text: found[0] });
    end = found.index + found[0].length;
  }
  return end < text.length ? [...tokens, { kind: 'plain', text: text.slice(end) }] : tokens;
}

function kindOf({ 0: text, groups = {} }: RegExpExecArray): Token['kind'] {
  if (groups.comment !== undefined) return 'comment';
  if (groups.string !== undefined) return 'string';
  if (groups.number !== undefined) return 'number';
  return keywords.has(text) ? 'keyword' : 'plain';
}

function patternOf({ comments, strings }: Lexicon): RegExp {
  const longest = comments.toSorted((a, b) => b.open.length - a.open.length);
  const comment = longest.map(({ open, close }) => {
    const rest = close === undefined ? '.*' : `[^]*?(?:${RegExp.escape(close)}|$)`;
    return RegExp.escape(open) + rest;
  });
  const string = [...strings].flatMap((sign) => [`${sign.repeat(3)}[^]*?(?:${sign.repeat(3)}|$)`, stringPattern(sign)]);
  const character = "'(?:\\\\[^\\n]{1,9}?|[^'\\\\\\n])'";
  const kinds = [
    `(?<comment>${comment.join('|') || '(?!)'})`,
    `(?<string>${[...string, character].join('|')})`,
    '(?<number>(?<![\\w.])\\.?\\d(?:[eE][-+]\\d|[\\w.])*)',
    '[\\p{L}_][\\p{L}\\p{N}_]*',
  ];
  return new RegExp(kinds.join('|'), 'gu');
}

/** A template may go over lines. A string that does not end counts too: looking for its end again and again takes long. */
function stringPattern(sign: string): string {
  return sign === '`' ? '`(?:\\\\[^]|[^`\\\\])*`?' : `${sign}(?:\\\\[^\\n]|[^${sign}\\\\\\n])*${sign}?`;
}

/** The part of some tokens between two offsets. */
export function cutTokens(tokens: readonly Token[], start: number, end: number): readonly Token[] {
  let at = 0;
  return tokens.flatMap(({ kind, text }) => {
    const part = text.slice(Math.max(0, start - at), Math.max(0, end - at));
    at += text.length;
    return part === '' ? [] : [{ kind, text: part }];
  });
}
