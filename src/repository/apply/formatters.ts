/** A program that formats text from its standard input to its standard output. */
export interface Formatter {
  readonly name: string;
  /** Names of the files that it formats. */
  readonly files: RegExp;
  /** Files whose presence beside a file, or in a folder above it, shows that the project uses it; with a pattern, those that say so. */
  readonly signs: readonly (readonly [file: RegExp, says?: RegExp])[];
  /** Its arguments for a file, given by its path; `sign` is the text of the file that showed its use. */
  readonly args: (path: string, sign: string) => readonly string[];
}

const web = /\.([cm]?[jt]s|[jt]sx|json5?|css|scss|less|html|vue|md|ya?ml|graphql)$/;
const python = /\.pyi?$/;
const pyproject = /^pyproject\.toml$/;

/** Formatters of projects; of several that a project has, the first that leaves its file as it is. */
export const formatters: readonly Formatter[] = [
  {
    name: 'prettier',
    files: web,
    signs: [[/^\.prettierrc(\.\w+)?$/], [/^prettier\.config\.\w+$/], [/^package\.json$/, /"prettier"\s*:/]],
    args: (path) => ['--stdin-filepath', path],
  },
  {
    name: 'biome',
    files: web,
    signs: [[/^\.?biome\.jsonc?$/]],
    args: (path) => ['format', `--stdin-file-path=${path}`],
  },
  {
    name: 'ruff',
    files: python,
    signs: [[/^\.?ruff\.toml$/], [pyproject, /\[tool\.ruff/]],
    args: (path) => ['format', '--stdin-filename', path, '-'],
  },
  {
    name: 'black',
    files: python,
    signs: [[pyproject, /\[tool\.black\]/]],
    args: (path) => ['--quiet', '--stdin-filename', path, '-'],
  },
  {
    name: 'rustfmt',
    files: /\.rs$/,
    signs: [[/^Cargo\.toml$/]],
    args: (_, manifest) => ['--edition', editionOf(manifest)],
  },
  { name: 'gofmt', files: /\.go$/, signs: [[/^go\.mod$/]], args: () => [] },
  {
    name: 'clang-format',
    files: /\.(c|h|cc|hh|cpp|hpp|cxx|hxx|cu|cuh|m|mm|java|proto)$/,
    signs: [[/^[._]clang-format$/]],
    args: (path) => [`--assume-filename=${path}`],
  },
];

/** The edition in a manifest; one that it inherits from its workspace is at least the first that has workspaces' editions. */
function editionOf(manifest: string): string {
  return (
    /^\s*edition\s*=\s*"(\d+)"/m.exec(manifest)?.[1] ?? (/^\s*edition\.workspace/m.test(manifest) ? '2021' : '2015')
  );
}
