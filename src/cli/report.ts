import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readReport } from '../compose/read-report.ts';
import { formatGain, formatShare } from '../format.ts';
import { makeFolder } from '../make-folder.ts';
import { plain } from '../plain.ts';
import { standalone } from '../report/charts.ts';
import { describeProposer } from '../report/describe.ts';
import type { ReportFacts } from '../report/facts.ts';
import { renderHtml } from '../report/html.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Markup } from '../report/markup.ts';
import { describePart, tellingParts } from '../report/parts.ts';
import { bestChanges, curveCharts, headline, type ReportTexts } from '../report/sections.ts';
import { jsonOption, populationArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';
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
      if (argv.json) return printJson({ paths, facts, parts: texts.parts });
      console.log(plain(headline(facts)));
      for (const { gain, share, attempt, summary, ...by } of bestChanges(facts).slice(0, 3))
        console.log(
          plain(
            `  ${formatGain(gain, facts.direction)} (${formatShare(share)}) #${attempt}, ${describeProposer(by)}: ${summary}`,
          ),
        );
      for (const part of tellingParts(texts.parts).slice(0, 3)) console.log(plain(`  ${describePart(part)}`));
      for (const missing of texts.missing) console.log(plain(missing));
      console.log(`\n${paths.join('\n')}`);
    }),
});

/** Every file of the report, by name: the page needs none of the others. */
function filesOf(facts: ReportFacts, texts: ReportTexts): ReadonlyMap<string, string> {
  const [attempts] = curveCharts(facts);
  const pictures: readonly (readonly [file: string, caption: string, picture: Markup | undefined])[] = [
    ['initial.svg', 'The initial program', texts.pictures.initial],
    ['winner.svg', 'The winner', texts.pictures.winner],
    ['curve.svg', 'The best score over attempts', attempts && standalone(attempts)],
  ];
  const images = pictures.flatMap(([file, caption, picture]) =>
    picture ? [{ file, caption, text: picture.text }] : [],
  );
  return new Map([
    ['report.html', renderHtml(facts, texts)],
    ['report.md', renderMarkdown(facts, texts, images)],
    ...(texts.patch === '' ? [] : ([['winner.patch', texts.patch]] as const)),
    ...(texts.simplified === undefined ? [] : ([['simplified.patch', texts.simplified]] as const)),
    ...images.map(({ file, text }) => [file, text] as const),
  ]);
}

async function writeAll(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  await makeFolder(folder);
  const paths = [...files].map(([name, text]) => [join(folder, name), text] as const);
  for (const [path, text] of paths) await writeFile(path, text);
  return paths.map(([path]) => path);
}
