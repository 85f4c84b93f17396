import type { Author, PlaybookItem } from '../api/playbook.ts';
import type { WordingFacts } from '../api/wording.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { Playbook } from '../memory/playbook.ts';
import type { Prompts } from '../memory/prompts.ts';

/** An item, and below it whose words it is and what came of it. */
export function describeItem(item: PlaybookItem): readonly string[] {
  const { number, kind, text, by, since, from, opinion } = item;
  const learnt = from.length > 0 ? `, learnt from ${from.map((one) => `#${one}`).join(', ')}` : '';
  const origin = `${authorText(by)}${since === undefined ? ', from before the run' : ` in #${since}`}${learnt}`;
  const said = opinion === 0 ? '' : `; reflections: ${opinion > 0 ? '+' : ''}${opinion}`;
  return [`${number} ${kind}: ${text}`, `${origin}; ${evidenceText(item)}${said}`];
}

function authorText({ name, is }: Author): string {
  return is === 'model' ? `words of the model ${name}` : `words of ${name}`;
}

function evidenceText({ shown, helped, harmed }: PlaybookItem): string {
  if (shown === 0) return 'not shown yet';
  return `shown ${formatCount(shown, 'time')}: ${helped} better, ${harmed} without a score`;
}

const verdicts: Readonly<Record<Playbook['payoff'], string>> = {
  paid: 'Showing items pays.',
  unpaid: 'Showing items does not pay: few prompts show any, and models hardly reflect.',
  unknown: 'Whether showing items pays is not known yet.',
};

/** Gains for their tokens, such as `2.08 to 3.29 for 1,000 tokens`. */
function rateText({ low, high }: WordingFacts['rate']): string {
  const short = (value: number) => formatNumber(Number(value.toPrecision(3)));
  return `${short(low)} to ${short(high)} for 1,000 tokens`;
}

/** Whether the playbook pays: attempts that showed items, compared with those that did not. */
export function describePayoff({ compared, payoff }: Pick<Playbook, 'compared' | 'payoff'>): string {
  const part = ({ attempts, gains, rate }: Playbook['compared']['with']) =>
    `${gains} of ${attempts} better (${rateText(rate)})`;
  if (compared.with.attempts === 0) return verdicts.unknown;
  return `Attempts that showed items: ${part(compared.with)}; others: ${part(compared.without)}. ${verdicts[payoff]}`;
}

/** Why there are no items. */
export function describeEmpty({ missing }: Pick<Playbook, 'missing'>): string {
  if (missing === Number.POSITIVE_INFINITY) return 'The playbook is empty: this run has playbook=off.';
  if (missing === 0) return 'The playbook is empty.';
  const later = whyLater('playbook=on');
  return `The playbook is empty: models write it after ${formatCount(missing, 'more attempt')} of theirs, ${later}`;
}

/** A wording of a prompt, and below it what came of it. */
export function describeWording({ id, text, order, attempts, gains, rate }: WordingFacts): readonly string[] {
  const parts = order ? `; order: ${order.join(', ')}` : '';
  const found = attempts === 0 ? 'not compared yet' : `${gains} of ${attempts} reached their aim (${rateText(rate)})`;
  return [`${id}: ${text}`, `    ${found}${parts}`];
}

/** Why wordings do not evolve; undefined where they do. */
export function describeFixed({ missing }: Pick<Prompts, 'missing'>): string | undefined {
  if (missing === 0) return undefined;
  if (missing === Number.POSITIVE_INFINITY) return 'Prompts do not evolve: this run has prompts=fixed.';
  return `Prompts evolve after ${formatCount(missing, 'more attempt')} of models, ${whyLater('prompts=evolve')}`;
}

const whyLater = (setting: string) => `since it does not pay in short runs (--set ${setting} begins at once).`;
