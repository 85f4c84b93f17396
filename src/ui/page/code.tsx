import { cutTokens, type Lexicon, type Token, tokensOf } from '../../highlight.ts';
import { plain } from '../../plain.ts';

interface CodeProps {
  readonly text: string;
  readonly lexicon: Lexicon | undefined;
}

/** A text in the colours of its language. */
export function Code({ text, lexicon }: CodeProps) {
  return <>{spans(tokensOf(text, lexicon))}</>;
}

/** The same with a part of it marked. */
export function MarkedCode({
  text,
  lexicon,
  start,
  end,
}: CodeProps & { readonly start: number; readonly end: number }) {
  const tokens = tokensOf(text, lexicon);
  return (
    <>
      {spans(cutTokens(tokens, 0, start))}
      <mark>{spans(cutTokens(tokens, start, end))}</mark>
      {spans(cutTokens(tokens, end, text.length))}
    </>
  );
}

function spans(tokens: readonly Token[]) {
  return tokens.map(({ kind, text }, index) =>
    kind === 'plain' ? (
      plain(text)
    ) : (
      <span key={index} class={`code-${kind}`}>
        {plain(text)}
      </span>
    ),
  );
}
