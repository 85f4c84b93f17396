import { formatCount, formatNumber, formatShare } from '../../format.ts';
import { describeProposer } from '../../report/describe.ts';
import { bullets, codeBlock, escapeMarkdown, table } from '../../report/markdown-text.ts';
import { describeSigns, signsIntroduction, unseenText } from '../../review/describe.ts';
import { type Sign, unseen } from '../../review/sign.ts';
import { shellWord } from '../../shell-word.ts';
import { auditOf, commandsOf, type Evidence, gainOf, placesOf } from './evidence.ts';

/** The text of a pull request in Markdown: the gain, how it was measured and tested, and what a reviewer should look at. */
export function pullRequest(evidence: Evidence, signs: readonly Sign[]): string {
  const { winner, repository, population, changes, attempts } = evidence;
  const { measured, score } = winner;
  const values = measured.map(({ name, value, low, high }) => [name, ...[value, low, high].map(formatNumber)]);
  return `${[
    `# ${escapeMarkdown(`${placesOf(repository)}: ${gainOf(winner)}`)}`,
    values.length > 0
      ? table(['against the unchanged code', 'measured', 'at least', 'at most'], values)
      : `Score: ${formatNumber(score)}`,
    escapeMarkdown(
      `Measured in turn with the unchanged code of ${repository.commit.slice(0, 10)}; above 1 is better. ${auditOf(evidence)}`,
    ),
    '## Tests',
    table(['for', 'command'], commandsOf(evidence)),
    '## For the reviewer',
    signsIntroduction(signs),
    ...(signs.length > 0 ? [bullets(describeSigns(signs))] : []),
    unseenText,
    bullets(unseen),
    '## Where it comes from',
    escapeMarkdown(
      `germline found it by evolutionary search: ${formatCount(changes.length, 'change')} led to it, of ${formatCount(attempts, 'attempt')} (run ${population}, attempt ${winner.attempt}).`,
    ),
    ...(changes.length > 0 ? [bullets(changes.map(describeChange))] : []),
    'To measure it again:',
    codeBlock(`germline audit ${shellWord(population)}`, 'sh'),
  ].join('\n\n')}\n`;
}

function describeChange({ share, summary, ...by }: Evidence['changes'][number]): string {
  return `${formatShare(share)} of the gain by ${describeProposer(by)}: ${summary}`;
}
