import { plainLine } from '../plain.ts';
import { withoutTransport } from './transport.ts';

/** Characters of a wording, at least and at most. */
const length = { least: 20, most: 600 };

/** The wording in a model's answer, on one line; undefined where it has none, or one that is too short to say something. */
export function wordingIn(answer: string): string | undefined {
  const [, text = ''] =
    /^[\s>*#_`-]*PROMPT\b[\s*_]*:[\s*_]*([\s\S]+?)(?:\n\s*\n|\n\s*```|$(?![\s\S]))/im.exec(withoutTransport(answer)) ??
    [];
  const line = plainLine(text)
    .replaceAll('`', "'")
    .replace(/^["“*_]+|["”*_]+$/g, '')
    .replace(/^[\s#>+=~-]+/, '');
  const isForm = line.startsWith('<') || line.startsWith('your text');
  return line.length < length.least || line.length > length.most || isForm ? undefined : line.toWellFormed();
}
