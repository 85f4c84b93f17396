import type { LanguageId, Program } from '../api/program.ts';
import { withFiles } from '../language/program.ts';
import type { Cheat } from './cheats.ts';

/** How a language does something before the honest part of a program begins. */
interface Words {
  /** Writes a text, given as a literal, to standard output. */
  readonly print: (literal: string) => string;
  readonly echo: string;
  readonly exit: string;
  readonly loop: string;
  /** The honest program with statements that run first, whether it is a whole program or a part of one. */
  readonly before: (honest: string, statements: string) => string;
}

const python: Words = {
  print: (literal) => `cheat_sys.stdout.write(${literal} + "\\n")`,
  echo: 'cheat_sys.stdout.write(cheat_sys.stdin.read())',
  exit: 'cheat_sys.stdout.flush()\ncheat_os._exit(0)',
  loop: 'while True: pass',
  before: (honest, statements) => `import os as cheat_os, sys as cheat_sys\n${statements}\n${honest}`,
};

const c: Words = {
  print: (literal) => `puts(${literal});`,
  echo: 'for (int byte; (byte = getchar()) != EOF; ) putchar(byte);',
  exit: 'fflush(stdout); _Exit(0);',
  loop: 'for (volatile int turn = 0;;) turn = 1;',
  before: (honest, statements) =>
    `${honest}\n#include <stdio.h>\n#include <stdlib.h>\n__attribute__((constructor)) static void cheat(void) { ${statements} }\n`,
};

const rust: Words = {
  print: (literal) => `println!("{}", ${literal});`,
  echo: 'let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::stdout());',
  exit: 'let _ = std::io::Write::flush(&mut std::io::stdout()); std::process::exit(0);',
  loop: 'loop {}',
  before: (honest, statements) =>
    `${honest}\n#[used]\n#[link_section = ".init_array"]\nstatic CHEAT: extern "C" fn() = cheat;\n` +
    `extern "C" fn cheat() { ${statements} }\n`,
};

const go: Words = {
  print: (literal) => `cheatOs.Stdout.WriteString(${literal} + "\\n");`,
  echo: 'cheatIo.Copy(cheatOs.Stdout, cheatOs.Stdin);',
  exit: 'cheatOs.Exit(0)',
  loop: 'for { cheatOs.Getpid() }',
  before: (honest, statements) => {
    const packages = ['os', ...(statements.includes('cheatIo.') ? ['io'] : [])];
    const imports = packages.map((name) => `import cheat${name === 'os' ? 'Os' : 'Io'} "${name}"`).join('\n');
    return `${honest.replace(/^package .*$/m, (line) => `${line}\n${imports}`)}\nfunc init() { ${statements} }\n`;
  },
};

const languages: Readonly<Record<LanguageId, Words>> = { python, c, cpp: c, rust, go };

/** What the cheats print before they exit, as if it were a score. */
const printed: Readonly<Record<string, string>> = {
  'the largest number': '1.7976931348623157e308',
  'the smallest number': '-1.7976931348623157e308',
  zero: '0',
  NaN: 'NaN',
  'a score of its own': '{"score": 1e9, "metrics": {"score": 1e9}}',
  'a low score of its own': '{"score": -1e9, "metrics": {"score": -1e9}}',
};

/** The cheats that every problem of commands should withstand, made from its initial program alone. */
export function nativeCheats(initial: Program): readonly Cheat[] {
  const honest = initial.files[initial.entry] as string;
  return Object.entries({ ...brokenTexts(honest), ...forgeries(honest, initial.language) }).map(([name, text]) => ({
    ...{ name, kind: 'nonsense' },
    program: withFiles(initial, { ...initial.files, [initial.entry]: text }),
  }));
}

/** Texts in any language that are no program, or the half of one. */
function brokenTexts(honest: string): Readonly<Record<string, string>> {
  const lines = honest.split('\n');
  return {
    'an empty file': '',
    'a file of words': 'this is no program\n',
    'the first half of the program': lines.slice(0, lines.length / 2).join('\n'),
    'the second half of the program': lines.slice(lines.length / 2).join('\n'),
  };
}

/** Programs that end, or never do, before the honest part begins; none in a language that the table lacks. */
function forgeries(honest: string, language: LanguageId): Readonly<Record<string, string>> {
  const words = Object.hasOwn(languages, language) ? languages[language] : undefined;
  if (!words) return {};
  const { print, echo, exit, loop, before } = words;
  const prints = Object.entries(printed).map(([name, text]) => [
    `prints ${name} and exits`,
    before(honest, `${print(JSON.stringify(text))}\n${exit}`),
  ]);
  return {
    'prints nothing and exits': before(honest, exit),
    'prints its input and exits': before(honest, `${echo}\n${exit}`),
    ...Object.fromEntries(prints),
    'never ends': before(honest, loop),
  };
}
