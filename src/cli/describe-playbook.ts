import type { Author, PlaybookItem } from '../api/playbook.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { Playbook } from '../memory/playbook.ts';

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

/** Whether the playbook pays: attempts that showed items, compared with those that did not. */
export function describePayoff({ compared, payoff }: Pick<Playbook, 'compared' | 'payoff'>): string {
  const part = ({ attempts, gains, rate }: Playbook['compared']['with']) =>
    `${gains} of ${attempts} better (${formatNumber(Number(rate.low.toPrecision(3)))} to ${formatNumber(Number(rate.high.toPrecision(3)))} for 1,000 tokens)`;
  if (compared.with.attempts === 0) return verdicts.unknown;
  return `Attempts that showed items: ${part(compared.with)}; others: ${part(compared.without)}. ${verdicts[payoff]}`;
}
