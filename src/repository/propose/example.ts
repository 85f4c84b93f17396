import { dirname, relative } from 'node:path/posix';
import { languageOf } from '../../language/index.ts';
import type { Look } from './look.ts';
import { stemOf } from './names.ts';

/** A small benchmark that a person can complete, for a project that has none. */
export interface Example {
  readonly file: string;
  readonly lines: readonly string[];
}

interface Called {
  readonly look: Look;
  /** The file of the function. */
  readonly path: string;
  /** What a benchmark imports: the function, or its class. */
  readonly name: string;
}

/** A benchmark of what may change, which `germline init` finds and reads; undefined for a language without one. */
export function exampleFor(look: Look, place: string): Example | undefined {
  const [path = '', whole = 'work'] = place.split('#');
  const name = whole === 'default' ? stemOf(path) : (whole.split('.')[0] as string);
  return examples[languageOf(path).id]?.({ look, path, name });
}

const examples: Readonly<Record<string, (called: Called) => Example>> = {
  javascript: inJavascript,
  typescript: inJavascript,
  python: ({ path, name }) => ({
    file: `bench/${name.toLowerCase()}.py`,
    lines: [
      `from ${path
        .replace(/^src\//, '')
        .replace(/(\/__init__)?\.py$/, '')
        .replaceAll('/', '.')} import ${name}`,
      '',
      "if __name__ == '__main__':  # about a second, of which the time counts",
      '    for _ in range(1000):',
      `        ${name}(...)  # with inputs as in use`,
    ],
  }),
  go: ({ look, path, name }) => ({
    file: path.replace(/\.go$/, '_bench_test.go'),
    lines: [
      /^package \w+/m.exec(look.read(path))?.[0] ?? 'package main',
      '',
      'import "testing"',
      '',
      `func Benchmark${name[0]?.toUpperCase()}${name.slice(1)}(b *testing.B) {`,
      '\tfor b.Loop() {',
      `\t\t${name}(...) // with inputs as in use`,
      '\t}',
      '}',
    ],
  }),
  rust: ({ name }) => ({
    file: `benches/${name.toLowerCase()}.rs`,
    lines: [
      '// After "cargo add --dev criterion", and in Cargo.toml:',
      '// [[bench]]',
      `// name = "${name.toLowerCase()}"`,
      '// harness = false',
      'use criterion::{criterion_group, criterion_main, Criterion};',
      '',
      'fn all(c: &mut Criterion) {',
      `    c.bench_function("${name}", |b| b.iter(|| ${name}(...))); // with inputs as in use`,
      '}',
      'criterion_group!(benches, all);',
      'criterion_main!(benches);',
    ],
  }),
};

/** `console.time` needs no package, and its times are read. */
function inJavascript({ look, path, name }: Called): Example {
  const file = `bench/${name}.${/\.[cm]?ts$/.test(path) ? 'ts' : isModule(look, path) ? 'mjs' : 'cjs'}`;
  const way = relative(dirname(file), path);
  const word = RegExp.escape(name);
  const alone = new RegExp(`export default[\\w\\s]*\\b${word}\\b|module\\.exports\\s*=\\s*${word}\\b`);
  const named = new RegExp(`export\\s+(?:async\\s+)?(?:function|class|const|let)\\b[\\s*]*${word}\\b`);
  const text = look.read(path);
  const isDefault = alone.test(text) || (name === stemOf(path) && !named.test(text));
  const imported = isDefault ? name : `{ ${name} }`;
  return {
    file,
    lines: [
      file.endsWith('.cjs') ? `const ${imported} = require('${way}');` : `import ${imported} from '${way}';`,
      '',
      'const inputs = [/* as in use */];',
      `console.time('${name}'); // about a second`,
      `for (let round = 0; round < 1000; round++) for (const input of inputs) ${name}(input);`,
      `console.timeEnd('${name}');`,
    ],
  };
}

const isModule = (look: Look, path: string) =>
  path.endsWith('.mjs') || (!path.endsWith('.cjs') && /"type":\s*"module"/.test(look.read('package.json')));
