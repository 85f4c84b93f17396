import type { CommentSign, Language } from './language.ts';
import { textLanguage } from './text.ts';

/** `open close` of a comment, or what opens one that ends with its line. */
function sign(text: string): CommentSign {
  const [open = '', close] = text.split(' ');
  return close === undefined ? { open } : { open, close };
}

function text(id: string, name: string, suffixes: string, ...signs: readonly string[]): Language {
  return textLanguage({ id, name, suffixes: suffixes.split(' '), comments: signs.map(sign) });
}

const c = ['//', '/* */'];

/** Languages without a grammar of their own here: what comments look like, and what to call them. */
export const texts: readonly Language[] = [
  text('assembly', 'assembly', '.s .S .asm', '#', ';', '//', '/* */'),
  text('clojure', 'Clojure', '.clj .cljc', ';'),
  text('csharp', 'C#', '.cs', ...c),
  text('d', 'D', '.d', ...c, '/+ +/'),
  text('elixir', 'Elixir', '.ex .exs', '#'),
  text('erlang', 'Erlang', '.erl', '%'),
  text('fortran', 'Fortran', '.f90 .f95 .f03 .f08 .f .for', '!'),
  text('fsharp', 'F#', '.fs', '//', '(* *)'),
  text('glsl', 'GLSL', '.glsl .vert .frag .comp', ...c),
  text('haskell', 'Haskell', '.hs', '--', '{- -}'),
  text('html', 'HTML', '.html .svg .xml', '<!-- -->'),
  text('java', 'Java', '.java', ...c),
  text('julia', 'Julia', '.jl', '#', '#= =#'),
  text('kotlin', 'Kotlin', '.kt .kts', ...c),
  text('latex', 'LaTeX', '.tex', '%'),
  text('lean', 'Lean', '.lean', '--', '/- -/'),
  text('lisp', 'Lisp', '.lisp .scm .rkt .el', ';'),
  text('lua', 'Lua', '.lua', '--'),
  text('matlab', 'MATLAB', '.m', '%', '%{ %}'),
  text('metal', 'Metal', '.metal', ...c),
  text('mojo', 'Mojo', '.mojo', '#'),
  text('nim', 'Nim', '.nim', '#'),
  text('ocaml', 'OCaml', '.ml .mli', '(* *)'),
  text('opencl', 'OpenCL', '.cl', ...c),
  text('perl', 'Perl', '.pl .pm', '#'),
  text('php', 'PHP', '.php', '//', '#', '/* */'),
  text('r', 'R', '.r .R', '#'),
  text('ruby', 'Ruby', '.rb', '#'),
  text('scala', 'Scala', '.scala .sc', ...c),
  text('shell', 'shell', '.sh .bash', '#'),
  text('sql', 'SQL', '.sql', '--', '/* */'),
  text('swift', 'Swift', '.swift', ...c),
  text('toml', 'TOML', '.toml', '#'),
  text('verilog', 'Verilog', '.v .sv .svh', ...c),
  text('vhdl', 'VHDL', '.vhd .vhdl', '--'),
  text('wgsl', 'WGSL', '.wgsl', ...c),
  text('wolfram', 'Wolfram Language', '.wl .wls', '(* *)'),
  text('yaml', 'YAML', '.yaml .yml', '#'),
  text('zig', 'Zig', '.zig', '//'),
];

/** Any other text: prompts, configurations, languages that are not listed. */
export const anyText = textLanguage({ id: 'text', name: 'text', suffixes: [], fences: ['text', 'txt', 'md'] });
