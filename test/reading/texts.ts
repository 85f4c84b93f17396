import fc from 'fast-check';

/**
 * Texts as a hostile or a stuck model writes them: a few pieces of a language, repeated and put inside one another. Parsers
 * fail on such texts, and not on noise.
 */

export interface Written {
  readonly name: string;
  readonly text: string;
}

/** What many languages have. A piece with `#` goes around what follows it. */
const common = [
  ...[
    '.',
    '...',
    '~',
    '>',
    '<',
    '-',
    '=',
    ':',
    '|',
    '&',
    '&#1',
    'REPLACE',
    'SEARCH',
    'IDEA: ',
    '… ',
    '>#',
    '\r\n',
    '\u001b[1m',
    'é',
  ],
  ...[
    '(#)',
    '[#]',
    '{#}',
    '<#>',
    '"#"',
    "'#'",
    '`#`',
    '/*#*/',
    '//#\n',
    '#;',
    '#\n',
    ' # ',
    'a',
    '1',
    '0.5',
    '$',
    '\\',
    '?',
    '?.',
  ],
  ...[
    'a?#:b',
    'a?(b):c=>#',
    '!#',
    '-#',
    '#+1',
    '#*a',
    'a.#',
    'f(#)',
    'a[#]',
    '#,',
    '=',
    '==',
    '=>',
    '&&#',
    '||#',
    '...#',
    '@a #',
  ],
  ...[
    'EVOLVE-BLOCK-START',
    '// EVOLVE-BLOCK-START\n#// EVOLVE-BLOCK-END\n',
    '\u200b',
    '\ud800',
    'аa',
    '\t',
    '\r',
    '\u2028',
  ],
  ...[
    '$file',
    '$file$',
    '<<<<<<< SEARCH\n#=======\n',
    '>>>>>>> REPLACE\n',
    '```\n#```\n',
    '@@ -1 +1 @@\n',
    '--- a\n+++ b\n',
  ],
];

/** Pieces of each language, by the name of a file. */
const pieces: Readonly<Record<string, readonly string[]>> = {
  'a.ts': [
    ...[
      'x=>#',
      'async x=>#',
      'async <T>(#)=>1',
      '(a:#)=>b',
      '<T>#',
      '<<T>(a:T)=>#>',
      '# as T',
      '# satisfies T',
      'f<#>(1)',
      'new A<#>',
    ],
    ...[
      'import("a",{with:{a:#}})',
      'let a:typeof import("a",{with:{a:#}});',
      'type T=#;',
      'T extends infer U?#:never',
      '{[K in T]:#}',
    ],
    ...[
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of a program
      '`${#}`',
      '/#/u',
      'class A{#}',
      'function f(){#}',
      'if(a){#}else{#}',
      'for(;;){#}',
      'switch(a){case 1:#}',
      'label:#',
      'try{#}catch{}',
    ],
    ...[
      'let {a=#}=b;',
      'let [a=#]=b;',
      'export default #',
      'export const a=#',
      'import a from "a";',
      'yield #',
      'await #',
      'a??#',
      'a**#',
      '#!',
    ],
  ],
  'a.py': [
    ...[
      'def f(a=#):\n #',
      'class A:\n #',
      'if a:\n #\nelse:\n #',
      'lambda x:#',
      '[# for x in y]',
      '{# for x in y if #}',
      'f"{#}"',
      '"""#"""',
    ],
    ...[
      'with a as b:\n #',
      'try:\n #\nexcept:\n #',
      'match a:\n case #:\n  #',
      '\\\n',
      ' #',
      '    #',
      '*#',
      '**#',
      'not #',
      '# if # else #',
      ':=#',
    ],
  ],
  'a.c': [
    ...[
      'int f(#){#}',
      'int (*#)(int)',
      '#define A(#) #\n',
      '#if #\n#\n#endif\n',
      '(int)#',
      '(a)(#)',
      'sizeof #',
      'struct a{#};',
      '*#',
      '&#',
    ],
    ...[
      'if(a)#',
      'if(a)#else #',
      'for(#;#;#)#',
      'switch(a){case 1:#}',
      'typedef #',
      'int a[#]',
      '{#,}',
      'a<b<#',
      '__attribute__((#))',
      'case #:',
    ],
  ],
  'a.cpp': [
    ...[
      'template<#>',
      'A<#>',
      'A<A<#>>',
      'a<b<c<#',
      'auto f()->#',
      '[&](#){#}',
      'operator#',
      'R"(#)"',
      'requires #',
      'a::#',
      'decltype(#)',
      'namespace a{#}',
    ],
    ...[
      '(a)(#)',
      'A(#)',
      'A<#>(b)',
      'new (#)#',
      'static_cast<#>(#)',
      '{#,}',
      'int a(#);',
      'co_await #',
      'try{#}catch(...){}',
      '#define A #\n',
    ],
  ],
  'a.rs': [
    ...[
      'fn f(){#}',
      '|a|#',
      '||#',
      'if # {#}',
      'match a{#=>#}',
      'A::<#>',
      'impl<#>',
      "'a",
      'r#"#"#',
      '&#',
      '&mut #',
      '*#',
      '#?',
      'macro!(#)',
      'macro!{#}',
    ],
    ...[
      '#[a(#)]',
      'where #',
      'dyn #',
      'for<#>',
      '..#',
      '/*/*#*/*/',
      'unsafe{#}',
      'a as #',
      'A<#>',
      'loop{#}',
      'let #=#;',
      'async move{#}',
      'vec![#]',
    ],
  ],
  'a.go': [
    ...[
      'func f(#){#}',
      'func(#)#',
      'if #{#}',
      'for #{#}',
      'switch #{case #:#}',
      'select{#}',
      '[]#',
      '[#]a',
      'map[#]#',
      'chan #',
      '<-#',
      'A[#]',
      '*#',
    ],
    ...[
      'struct{#}',
      'interface{#}',
      '`#`',
      'package a\n#',
      'var a=#\n',
      'a:=#\n',
      'go #',
      'defer #',
      'a.(#)',
      '#...',
      '[...]#',
      '~#',
      'goto #\n',
    ],
  ],
};

export const names: readonly string[] = Object.keys(pieces);

/** Longest text, in characters. */
const maxCharacters = 60_000;

/** Texts of a language: a pattern of one to five pieces inside or after one another, up to thousands of times. */
export function textsOf(name: string): fc.Arbitrary<Written> {
  const piece = fc.constantFrom(...common, ...(pieces[name] ?? []));
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 });
  const count = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 40, max: 20_000 }));
  const ends = fc.tuple(piece, piece, fc.boolean());
  return fc.tuple(pattern, count, ends).map(([some, times, [first, last, closed]]) => {
    const text = first.replaceAll('#', '') + repeated(some.join(''), times, closed) + last.replaceAll('#', '');
    return { name, text: text.slice(0, maxCharacters) };
  });
}

export const anyText: fc.Arbitrary<Written> = fc.oneof(...names.map(textsOf));

/** The pattern around itself so many times; an open one is never closed. */
function repeated(pattern: string, times: number, closed: boolean): string {
  const [before = '', ...after] = pattern.split('#');
  const rest = after.join('');
  const most = Math.min(times, Math.ceil(maxCharacters / Math.max(1, pattern.length)));
  return before.repeat(most) + (closed ? rest.repeat(most) : '');
}
