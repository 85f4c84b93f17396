/**
 * Builds the documentation as a site, in docs/site/dist: npm run site
 * Its pages are the documents of this repository where they are, a page of all commands from their own `--help`, and the
 * library's reference from its types. Fails where a link leads nowhere.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { helpOfEach } from '../../src/cli/command-help.ts';

const site = import.meta.dirname;
const root = join(site, '../..');
const pages = join(site, 'pages');

rmSync(pages, { recursive: true, force: true });
const documents = globSync(
  ['*.md', 'docs/*.md', 'problems/README.md', 'populations/README.md', 'test/attacks/README.md'],
  {
    cwd: root,
  },
);
for (const file of documents) write(file.replace(/README\.md$/, 'index.md'), readFileSync(join(root, file), 'utf8'));
cpSync(join(root, 'docs/images'), join(pages, 'docs/images'), { recursive: true });
write('LICENSE.md', `# Licence\n\n\`\`\`text\n${readFileSync(join(root, 'LICENSE'), 'utf8')}\n\`\`\`\n`);
const sections = (await helpOfEach()).map(([name, help]) => `## ${name}\n\n\`\`\`text\n${help}\n\`\`\``);
write('docs/commands.md', `# Commands\n\n${sections.join('\n\n')}\n`);
api();
bin('vitepress', 'build', site);
console.log(`docs/site/dist: ${documents.length} documents, all commands, and the library`);

/** A page of the site: what links to a README links to its page. */
function write(file: string, text: string): void {
  const target = join(pages, file);
  mkdirSync(dirname(target), { recursive: true });
  const toPages = text
    .replaceAll(/\]\((?!\w+:)([^)\s]*)README\.md/g, ']($1index.md')
    .replaceAll('](LICENSE)', '](LICENSE.md)');
  writeFileSync(target, toPages);
}

function api(): void {
  const options = ['--plugin', 'typedoc-plugin-markdown', '--tsconfig', join(site, 'tsconfig.json')];
  const shape = [
    '--name',
    'The library',
    '--readme',
    'none',
    '--hideBreadcrumbs',
    '--hidePageHeader',
    '--outputFileStrategy',
    'modules',
  ];
  const entries = ['src/index.ts', ...globSync('evaluators/kit/*.ts', { cwd: root })].map((file) => join(root, file));
  bin('typedoc', ...options, ...shape, '--entryFileName', 'index', '--out', join(pages, 'docs/api'), ...entries);
}

function bin(name: string, ...args: string[]): void {
  execFileSync(join(site, 'node_modules/.bin', name), args, { cwd: site, stdio: 'inherit' });
}
