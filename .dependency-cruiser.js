import swc from '@swc/core/Visitor.js';

/** Helpers that every file may import. */
const helpers = ['did-you-mean', 'environment-error', 'expect-readable', 'fault', 'format', 'gain', 'highlight', 'interval', 'make-folder', 'plain', 'random', 'resolve-germline', 'shell-word', 'version', 'when-first-used', 'with-streams'].map(
  (name) => `src/${name}.ts`,
);

/**
 * What a folder or file may import beside itself, `src/api` and the helpers:
 * `cli, mcp, ui -> compose -> everything else -> api`.
 */
const rows = {
  'src/cli': ['src', 'workers'],
  'src/ui': [
    ...['src/compose', 'src/report', 'src/record', 'src/run', 'src/population'],
    ...['src/evaluation', 'src/language'],
  ],
  'src/mcp': ['src/compose', 'src/record', 'src/report', 'src/load-problem.ts', 'src/population-path.ts'],
  'src/compose': ['src', 'workers'],
  'src/agents': [
    ...['src/change', 'src/evaluation', 'src/language', 'src/models', 'src/record'],
    'src/proposers/prompted/prompt',
  ],
  'src/bench': ['src/record', 'src/run', 'src/population'],
  'src/review': ['src/language'],
  'src/report': ['src/language', 'src/record', 'src/review', 'src/run', 'src/population'],
  'src/tracking': ['src/models/http.ts', 'src/record', 'src/report', 'src/run', 'src/schedule'],
  'src/training': ['src/record'],
  'src/schedule': ['src/run', 'src/models'],
  'src/run': ['src/change', 'src/language/likeness.ts', 'src/language/program.ts', 'src/language/read-ahead.ts', 'src/memory', 'src/models', 'src/population', 'src/proposers'],
  'src/exchange': ['src/evaluation/temporary-folder.ts', 'src/record/git.ts'],
  'src/share': [],
  'src/record': ['src/population'],
  'src/remote': ['src/evaluation', 'src/language/program.ts', 'src/language/read-ahead.ts'],
  'src/memory': [],
  'src/proposers': ['src/change', 'src/language', 'src/models'],
  'src/models': ['src/language'],
  'src/evaluation': ['src/language', 'workers'],
  'src/change': ['src/language'],
  'src/language': [],
  'src/population': [],
  'src/config.ts': ['src/memory', 'src/models/settings.ts', 'src/population'],
  'src/fingerprint.ts': ['src/language/module.ts'],
  'src/load-problem.ts': ['src/fingerprint.ts', 'src/language', 'src/peer-folder', 'src/problem-file', 'src/repository'],
  'src/problem-file': ['src/evaluation', 'evaluators/kit'],
  'src/repository': ['src/evaluation', 'src/language', 'src/problem-file', 'src/record', 'src/report', 'src/review'],
  'src/peer-folder': ['src/problem-file'],
  'src/population-path.ts': ['src/record'],
  'src/index.ts': ['src/compose', 'src/load-problem.ts'],
  'src/api': [],
  ...Object.fromEntries(helpers.map((file) => [file, []])),
  problems: ['evaluators', 'src/index.ts'],
  evaluators: ['src/evaluation/jail', 'src/index.ts'],
  workers: ['src/peer-folder', 'src/problem-file', 'src/repository'],
};

/** Folders of plug-ins: none of them imports a neighbour. */
const plugIns = ['src/language', 'src/proposers', 'src/proposers/operators', 'problems'];

/** Parts that change or run JavaScript and TypeScript. */
const knowJavascript = [
  ...['link', 'link-file', 'meter', 'check-drive', 'check-source', 'cheats'].map((name) => `src/evaluation/${name}.ts`),
  'src/proposers/operators/javascript',
  'src/proposers/tuners/javascript',
];

const code = '^(src|workers|evaluators|problems|bench|test)/';
const at = (path) => `^${path.replaceAll('.', '\\.')}(/|$)`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

// The visitor of swc does not know `using` and `await using` yet.
const { visitStatement } = swc.Visitor.prototype;
swc.Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

export default {
  forbidden: [
    forbid('no-unresolved', 'Every import names a file or package.', {}, { couldNotResolve: true }),
    forbid(
      'no-cycles',
      'Types count too: a type that closes a cycle is in the wrong file.',
      {},
      { circular: true },
    ),
    forbid(
      'every-file-has-a-row',
      'Add a row to .dependency-cruiser.js.',
      {},
      { path: code, pathNot: Object.keys(rows).map(at) },
    ),
    forbid(
      'compose-is-below-its-users',
      'cli, mcp, ui -> compose',
      { path: at('src/compose') },
      { path: '^src/(cli|mcp|ui)/' },
    ),
    forbid(
      'languages-are-plug-ins',
      'Operators, tuners and the runner of JavaScript know its syntax; everything else goes through src/language.',
      { path: code, pathNot: [...knowJavascript, 'src/language', 'bench', 'test'].map(at) },
      { path: ['^src/language/(javascript|tree-sitter)/', 'node_modules/oxc-parser', 'node_modules/eslint-scope'] },
    ),
    forbid(
      'one-place-knows-tree-sitter',
      'A language is a plug-in: what others need of a tree is in src/language/syntax-tree.ts.',
      { pathNot: at('src/language/tree-sitter') },
      { path: 'node_modules/web-tree-sitter' },
    ),
    forbid(
      'realm-imports-only-itself',
      'Its text runs inside the realm of candidates.',
      { path: at('workers/realm') },
      { pathNot: at('workers/realm') },
    ),
    ...Object.entries(rows).map(([row, allowed]) =>
      forbid(
        `row-of-${row}`,
        'The row in .dependency-cruiser.js does not allow it.',
        { path: at(row) },
        { path: code, pathNot: [row, ...allowed, 'src/api', ...helpers].map(at) },
      ),
    ),
    ...plugIns.map((folder) =>
      forbid(
        `plug-ins-of-${folder}`,
        'A plug-in imports no other.',
        { path: `^${folder}/([^/]+)/` },
        { path: `^${folder}/[^/]+/`, pathNot: `^${folder}/$1/` },
      ),
    ),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
    },
  },
};
