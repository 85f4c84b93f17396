import type { Grammar } from './grammar.ts';

/** Headers are read where they are included. */
export const sourcesOf = (files: readonly string[]) => files.filter((name) => !/\.(h|hh|hpp|hxx|cuh)$/.test(name));

export const c = {
  id: 'c',
  name: 'C',
  grammar: 'c',
  suffixes: ['.c', '.h'],
  fences: ['c', 'h'],
  rules: [],
  comments: [{ open: '//' }, { open: '/*', close: '*/' }],
  strings: '"',
  roles: {
    comment: 'comment',
    number: 'number_literal preproc_arg',
    string: 'string_literal char_literal system_lib_string concatenated_string',
    name: 'identifier',
    block: 'translation_unit compound_statement case_statement preproc_if preproc_ifdef preproc_else declaration_list',
    statement:
      'declaration expression_statement if_statement for_statement while_statement do_statement switch_statement return_statement break_statement continue_statement -case_statement.value',
    function: 'function_definition',
    branch:
      'if_statement for_statement while_statement do_statement case_statement conditional_expression preproc_if preproc_ifdef',
    call: 'call_expression',
    binary: 'binary_expression assignment_expression',
    value:
      'binary_expression.* assignment_expression.right init_declarator.value argument_list.* return_statement.* parenthesized_expression.* subscript_expression.index conditional_expression.* if_statement.condition for_statement.condition unary_expression.argument cast_expression.value array_declarator.size initializer_list.* -initializer_list -initializer_pair -comma_expression -compound_statement',
    condition:
      'if_statement.condition while_statement.condition do_statement.condition for_statement.condition conditional_expression.condition',
    scope: 'translation_unit compound_statement function_definition for_statement',
    type: 'type_descriptor',
    parentheses: 'parenthesized_expression',
    target: 'assignment_expression.left update_expression.argument init_declarator.declarator',
    constant: 'init_declarator.value preproc_def.value',
  },
  octal: true,
  preprocessed: true,
  forms: ['($b < $c ? $a : $d)', '($b == $c ? $a : $d)', '($a % $b)'],
  negation: ['!(', ')'],
  check: (files) => ['cc', '-fsyntax-only', ...sourcesOf(files)],
} satisfies Grammar;
