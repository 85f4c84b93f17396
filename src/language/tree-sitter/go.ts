import type { Grammar } from './grammar.ts';

export const go: Grammar = {
  id: 'go',
  name: 'Go',
  grammar: 'go',
  suffixes: ['.go'],
  fences: ['go', 'golang'],
  rules: ['Declare no variable and import no package that is not used: Go refuses them.'],
  comments: [{ open: '//' }, { open: '/*', close: '*/' }],
  strings: '"`',
  roles: {
    comment: 'comment',
    number: 'int_literal float_literal',
    string: 'interpreted_string_literal raw_string_literal rune_literal',
    name: 'identifier',
    block: 'source_file statement_list',
    statement:
      'expression_statement short_var_declaration var_declaration const_declaration assignment_statement inc_statement dec_statement send_statement if_statement for_statement expression_switch_statement return_statement break_statement continue_statement defer_statement go_statement block',
    function: 'function_declaration method_declaration',
    branch: 'if_statement for_statement expression_case type_case communication_case',
    call: 'call_expression',
    binary: 'binary_expression assignment_statement',
    value:
      'binary_expression.* expression_list.* argument_list.* parenthesized_expression.* index_expression.index if_statement.condition for_clause.condition unary_expression.operand keyed_element.* literal_element.* -keyed_element.key -func_literal -expression_list',
    condition: 'if_statement.condition for_clause.condition',
    scope:
      'source_file block function_declaration method_declaration func_literal if_statement for_statement expression_case default_case',
    type: 'array_type slice_type map_type channel_type generic_type type_arguments',
    parentheses: 'parenthesized_expression',
    target: 'short_var_declaration.left assignment_statement.left range_clause.left inc_statement.* dec_statement.*',
    constant: 'const_spec.value',
  },
  separators: ';',
  octal: true,
  forms: ['min($a, $b)', 'max($a, $b)', '($a % $b)'],
  negation: ['!(', ')'],
  check: (files) => ['gofmt', '-e', '-l', ...files],
};
