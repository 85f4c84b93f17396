import { useMemo, useState } from 'preact/hooks';
import { plain } from '../../plain.ts';
import { useAsked } from './asked.ts';
import { differingPart, isChange, nearChanges, type Pair, readPatch } from './patch.ts';

/** Unchanged lines around a change, unless the whole file is shown. */
const context = 4;
/** Rows that are rendered first. */
const mostRows = 3000;

/** Two candidates side by side. */
export function Diff({ run, from, to }: { readonly run: number; readonly from: number; readonly to: number }) {
  const asked = useAsked<string>(`/runs/${run}/patch?from=${from}&to=${to}`);
  const [whole, setWhole] = useState(false);
  const files = useMemo(() => (asked.state === 'there' ? readPatch(asked.answer) : []), [asked]);
  if (asked.state === 'asking') return <p class="waiting">Reading …</p>;
  if (asked.state === 'failed') return <p class="quiet">{asked.why}</p>;
  if (files.length === 0) return <p class="quiet">The programs are the same.</p>;
  return (
    <div class="diffs">
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
          <tbody>{rows(whole ? pairs : nearChanges(pairs, context))}</tbody>
        </table>
      ))}
    </div>
  );
}

function rows(shown: readonly (Pair | number)[]) {
  const cut = shown.length > mostRows ? [...shown.slice(0, mostRows), shown.length - mostRows] : shown;
  return cut.map((one, index) =>
    typeof one === 'number' ? (
      <tr key={index} class="gap">
        <td colSpan={4}>{one} unchanged lines</td>
      </tr>
    ) : (
      <PairRow key={index} pair={one} />
    ),
  );
}

function PairRow({ pair }: { readonly pair: Pair }) {
  const { left, right } = pair;
  const changed = isChange(pair);
  const part = changed && left && right ? differingPart(left.text, right.text) : undefined;
  return (
    <tr class={changed ? 'changed' : ''}>
      <td class="line-number">{left?.number}</td>
      <td class={changed && left ? 'removed' : ''}>{left && marked(left.text, part?.start, part?.ends[0])}</td>
      <td class="line-number">{right?.number}</td>
      <td class={changed && right ? 'added' : ''}>{right && marked(right.text, part?.start, part?.ends[1])}</td>
    </tr>
  );
}

function marked(text: string, start: number | undefined, end: number | undefined) {
  if (start === undefined || end === undefined) return plain(text);
  return (
    <>
      {plain(text.slice(0, start))}
      <mark>{plain(text.slice(start, end))}</mark>
      {plain(text.slice(end))}
    </>
  );
}
