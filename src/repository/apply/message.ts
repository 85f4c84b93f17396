import { formatCount } from '../../format.ts';
import { shellWord } from '../../shell-word.ts';
import { auditOf, commandsOf, type Evidence, gainOf, placesOf } from './evidence.ts';

/** The message of the commit: the gain, what it was measured and tested with, the audit, and where it comes from. */
export function commitMessage(evidence: Evidence, subject = subjectOf(evidence)): string {
  const { winner, repository, population, changes, attempts } = evidence;
  const commands = commandsOf(evidence).map(([role, command]) => `  ${role}: ${command}`);
  return `${[
    subject,
    `${gainOf(winner)}, measured in turn with the unchanged code of ${repository.commit.slice(0, 10)}.`,
    auditOf(evidence),
    `Commands that checked, tested and measured it:\n${commands.join('\n')}`,
    `${formatCount(changes.length, 'change')} of ${formatCount(attempts, 'attempt')} led to it. To measure again: germline audit ${shellWord(population)}`,
    `Germline-Population: ${population}\nGermline-Attempt: ${winner.attempt}`,
  ].join('\n\n')}\n`;
}

function subjectOf({ winner, repository }: Evidence): string {
  return `${placesOf(repository)}: ${gainOf(winner)}`;
}
