import { useMemo, useState } from 'preact/hooks';
import type { Lexicon } from '../../highlight.ts';
import { plain } from '../../plain.ts';
import { useAsked } from './asked.ts';
import { Code, MarkedCode } from './code.tsx';
import type { LiveRun } from './live-run.ts';
import { differingPart, isChange, nearChanges, type Pair, readPatch } from './patch.ts';

/** Unchanged lines around a change, unless the whole file is shown. */
const context = 4;
/** Rows that are rendered first. */
const mostRows = 3000;

interface DiffProps {
  readonly run: Pick<LiveRun, 'id' | 'view'>;
  readonly from: number;
  readonly to: number;
}

/** Two candidates side by side. */
export function Diff({ run, from, to }: DiffProps) {
  const asked = useAsked<string>(`/runs/${run.id}/patch?from=${from}&to=${to}`);
  const [whole, setWhole] = useState(false);
  const files = useMemo(() => (asked.state === 'there' ? readPatch(asked.answer) : []), [asked]);
  if (asked.state === 'asking') return <p class="waiting">Reading …</p>;
  if (asked.state === 'failed') return <p class="quiet">{asked.why}</p>;
  if (files.length === 0) return <p class="quiet">The programs are the same.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what can be scrolled
    <section class="diffs" aria-label={`Change from #${from} to #${to}`} tabIndex={0}>
      <label>
        <input type="checkbox" checked={whole} onChange={({ currentTarget }) => setWhole(currentTarget.checked)} />{' '}
        whole files
      </label>
      {files.map(({ name, pairs }) => (
        <table key={name} class="diff">
          <caption>{plain(name)}</caption>
          <colgroup>
            <col class="line-number" />
            <col />
            <col class="line-number" />
            <col />
          </colgroup>
          <thead class="for-readers">
            <tr>
              <th scope="col">line</th>
              <th scope="col">#{from}</th>
              <th scope="col">line</th>
              <th scope="col">#{to}</th>
            </tr>
          </thead>
          <tbody>{rows(whole ? pairs : nearChanges(pairs, context), run.view?.lexicons[name])}</tbody>
        </table>
      ))}
    </section>
  );
}

function rows(shown: readonly (Pair | number)[], lexicon: Lexicon | undefined) {
  const cut = shown.length > mostRows ? [...shown.slice(0, mostRows), shown.length - mostRows] : shown;
  return cut.map((one, index) =>
    typeof one === 'number' ? (
      <tr key={index} class="gap">
        <td colSpan={4}>{one} unchanged lines</td>
      </tr>
    ) : (
      <PairRow key={index} pair={one} lexicon={lexicon} />
    ),
  );
}

function PairRow({ pair, lexicon }: { readonly pair: Pair; readonly lexicon: Lexicon | undefined }) {
  const { left, right } = pair;
  const changed = isChange(pair);
  const part = changed && left && right ? differingPart(left.text, right.text) : undefined;
  return (
    <tr class={changed ? 'changed' : ''}>
      <td class="line-number">{left?.number}</td>
      <td class={changed && left ? 'removed' : ''}>{left && marked(left.text, lexicon, part?.start, part?.ends[0])}</td>
      <td class="line-number">{right?.number}</td>
      <td class={changed && right ? 'added' : ''}>
        {right && marked(right.text, lexicon, part?.start, part?.ends[1])}
      </td>
    </tr>
  );
}

function marked(text: string, lexicon: Lexicon | undefined, start: number | undefined, end: number | undefined) {
  if (start === undefined || end === undefined) return <Code text={text} lexicon={lexicon} />;
  return <MarkedCode text={text} lexicon={lexicon} start={start} end={end} />;
}
