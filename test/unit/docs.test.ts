import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { nameOf } from '../../src/cli/command-help.ts';
import { commands } from '../../src/cli/commands.ts';
import { readConfig, readSettings } from '../../src/config.ts';
import { readModel } from '../../src/models/settings.ts';

/** Options, commands and files that the documents name must exist. */

const root = join(import.meta.dirname, '../..');
const documents = globSync(['*.md', '{docs,problems,populations}/*.md', 'problems/**/README.md'], { cwd: root });
/** Blocks and spans of code, by document. */
const code = documents.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, block]) => block!);
  const spans = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
  return [...blocks, ...spans].map((snippet) => ({ file, snippet }));
});
/** Every match of a pattern in the code of the documents, once; the first group is what is named. */
const named = (pattern: RegExp) => [
  ...new Map(code.flatMap(({ file, snippet }) => [...snippet.matchAll(pattern)].map(([, name]) => [name!, file]))),
];

const isModelField = (pair: string) => {
  try {
    return readConfig({ models: [readModel(`name=any,${pair}`)] }).models.length === 1;
  } catch {
    return false;
  }
};

const settings = [
  ...named(/--set ([^\s`]+)/g),
  ...named(/--arm '[^:']+:([^']+)'/g).flatMap(([pairs, file]) => pairs.match(/\S+=\S+/g)!.map((pair) => [pair, file])),
  ...named(/^([a-z]\w*=[^\s=]+)$/g).filter(([pair]) => !isModelField(pair)),
].filter(([pair]) => !pair!.startsWith('option=')); // stands for any option

test.each(settings)('%s (%s) sets an option of a search', (pair) => {
  expect(() => readConfig(readSettings([pair!]))).not.toThrow();
});

/** What `germline` does within the folder of an agent. */
const helper = readFileSync(join(root, 'workers/agent.ts'), 'utf8');
const ofAgents = ['evaluate', 'history'].filter((name) => helper.includes(`germline ${name}`));

test.each(named(/(?:^|npx )germline (\w+)/gm))('germline %s (%s) is a command', (name, file) => {
  const known = [...commands.map(nameOf), 'completion'];
  expect(file === 'docs/agents.md' ? [...known, ...ofAgents] : known).toContain(name);
});

/** Files that the documents name, but for those of other repositories. */
const files = named(/\b((?:src|workers|bench|test|docs)\/[\w./-]*(?:\.\w+|\/))/g).filter(
  ([, file]) => file !== 'docs/repositories-tried.md',
);

test.each(files)('%s (%s) exists', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
});

const prose = (file: string) => readFileSync(join(root, file), 'utf8').replaceAll(/^```.*?^```/gms, '');
/** The anchors of a document's headings, as GitHub makes them. */
const anchorsOf = (file: string) =>
  [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
const links = documents.flatMap((file) =>
  [...prose(file).matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].map(
    ([, path, anchor]) => [file, path === '' ? file : join(dirname(file), path!), anchor] as const,
  ),
);

test.each(links)('%s links to %s %s', (_, to, anchor) => {
  expect(existsSync(join(root, to))).toBe(true);
  if (anchor !== undefined && to.endsWith('.md')) expect(anchorsOf(to)).toContain(anchor);
});
