import type { Grammar } from './grammar.ts';

export const rust: Grammar = {
  id: 'rust',
  name: 'Rust',
  grammar: 'rust',
  suffixes: ['.rs'],
  fences: ['rust', 'rs'],
  rules: [],
  comments: [{ open: '//' }, { open: '/*', close: '*/' }],
  strings: '"',
  roles: {
    comment: 'line_comment block_comment',
    number: 'integer_literal float_literal -field_expression.field',
    string: 'string_literal raw_string_literal char_literal',
    name: 'identifier -scoped_identifier.* -attribute.* -use_declaration.*',
    block: 'source_file block declaration_list',
    statement: 'expression_statement let_declaration const_item static_item',
    function: 'function_item',
    branch: 'if_expression while_expression for_expression loop_expression match_arm try_expression',
    call: 'call_expression macro_invocation',
    binary: 'binary_expression compound_assignment_expr assignment_expression',
    value:
      'binary_expression.* assignment_expression.right compound_assignment_expr.right let_declaration.value const_item.value arguments.* return_expression.* parenthesized_expression.* index_expression.* if_expression.condition while_expression.condition unary_expression.* reference_expression.value type_cast_expression.value array_expression.* tuple_expression.* field_initializer.value match_expression.value -let_condition -let_chain -closure_expression -mutable_specifier -range_expression',
    condition: 'if_expression.condition while_expression.condition',
    scope:
      'source_file block function_item closure_expression for_expression if_expression while_expression match_arm impl_item',
    type: 'array_type type_arguments reference_type generic_type tuple_type',
    parentheses: 'parenthesized_expression',
    target: 'assignment_expression.left compound_assignment_expr.left let_declaration.pattern for_expression.pattern',
    constant: 'const_item.value static_item.value',
  },
  forms: ['(if $b < $c { $a } else { $d })', '($a).min($b)', '($a).max($b)', '($a % $b)'],
  negation: ['!(', ')'],
  check: (_, entry) => ['rustc', '--crate-type=lib', '--emit=metadata', '-o', 'checked.rmeta', entry],
};
