import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findFacts } from '../compose/find-facts.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { formatChange, formatShare } from '../format.ts';
import { plain } from '../plain.ts';
import type { RunRecord } from '../record/read-record.ts';
import { drawAlone } from '../report/charts.ts';
import type { ReportFacts } from '../report/facts.ts';
import { renderHtml } from '../report/html.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Markup } from '../report/markup.ts';
import { sanitisePicture } from '../report/sanitise.ts';
import { bestChanges, drawCurves, headline, type ReportTexts } from '../report/sections.ts';
import { jsonOption, populationArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({
        to: { type: 'string', describe: 'Folder to write to [default: NAME-report]', requiresArg: true },
        sandbox: sandboxOption,
        json: { ...jsonOption, describe: 'Print the paths and all facts as one JSON document' },
      })
      .example('$0 report circle-packing-26-1', 'circle-packing-26-1-report/report.html, and the same as Markdown')
      .epilogue(
        'report.html needs no other file and no network, so you can send it to anyone. A report can be made during the run. ' +
          'Programs of problems with pictures run in the sandbox once more.',
      ),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const { facts, texts } = await readReport(record, argv.population, argv.sandbox);
      const folder = argv.to ?? `${basename(argv.population, '.git')}-report`;
      const paths = await writeAll(folder, filesOf(facts, texts));
      if (argv.json) return console.log(JSON.stringify({ paths, facts }));
      console.log(plain(headline(facts)));
      for (const { gain, share, attempt, operator, summary } of bestChanges(facts).slice(0, 3))
        console.log(plain(`  ${formatChange(gain)} (${formatShare(share)}) #${attempt}, ${operator}: ${summary}`));
      for (const missing of texts.missing) console.log(plain(missing));
      console.log(`\n${paths.join('\n')}`);
    }),
});

async function readReport(
  record: RunRecord,
  population: string,
  sandbox: SandboxLevel,
): Promise<{ facts: ReportFacts; texts: ReportTexts }> {
  const { facts, drawn = [], simplified, missing } = await findFacts(record, sandbox);
  const pictures = drawn.map((one) => ('picture' in one ? sanitisePicture(one.picture) : undefined));
  const undrawn = drawn.flatMap((one, index) => {
    const who = index === 0 ? 'The initial program' : 'The winner';
    if ('missing' in one) return [`${who} has no picture: ${one.missing}`];
    return pictures[index] ? [] : [`${who} has no picture: what the problem drew is no well-formed SVG, or too large.`];
  });
  const patchOf = (from: number, to: number) => record.patch(record.entry(from), record.entry(to));
  const changes = new Map<number, string>();
  for (const { parent, attempt } of bestChanges(facts)) changes.set(attempt, await patchOf(parent, attempt));
  const texts = {
    ...{ population, changes, simplified, patch: await patchOf(0, facts.winner.attempt) },
    pictures: { initial: pictures[0], winner: pictures[1] },
    missing: [
      ...(missing === undefined
        ? []
        : [`Without the problem as it was, nothing is said of its archive and picture. ${missing}`]),
      ...undrawn,
    ],
  };
  return { facts, texts };
}

/** Every file of the report, by name: the page needs none of the others. */
function filesOf(facts: ReportFacts, texts: ReportTexts): ReadonlyMap<string, string> {
  const [attempts] = drawCurves(facts);
  const pictures: readonly (readonly [file: string, caption: string, picture: Markup | undefined])[] = [
    ['initial.svg', 'The initial program', texts.pictures.initial],
    ['winner.svg', 'The winner', texts.pictures.winner],
    ['curve.svg', 'The best score over attempts', attempts && drawAlone(attempts)],
  ];
  const drawn = pictures.flatMap(([file, caption, picture]) =>
    picture ? [{ file, caption, text: picture.text }] : [],
  );
  return new Map([
    ['report.html', renderHtml(facts, texts)],
    ['report.md', renderMarkdown(facts, texts, drawn)],
    ...(texts.patch === '' ? [] : ([['winner.patch', texts.patch]] as const)),
    ...(texts.simplified === undefined ? [] : ([['simplified.patch', texts.simplified]] as const)),
    ...drawn.map(({ file, text }) => [file, text] as const),
  ]);
}

async function writeAll(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths = [...files].map(([name, text]) => [join(folder, name), text] as const);
  for (const [path, text] of paths) await writeFile(path, text);
  return paths.map(([path]) => path);
}
