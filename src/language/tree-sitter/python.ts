import type { Grammar } from './grammar.ts';

const compileAll = `import sys
for name in sys.argv[1:]:
    compile(open(name, encoding="utf-8").read(), name, "exec")`;

export const python: Grammar = {
  id: 'python',
  name: 'Python',
  grammar: 'python',
  suffixes: ['.py'],
  fences: ['python', 'py', 'python3'],
  rules: ['Keep the indentation of the lines around your code.'],
  comments: [{ open: '#' }],
  roles: {
    comment: 'comment line_continuation',
    number: 'integer float',
    string: 'string',
    name: 'identifier -attribute.attribute -keyword_argument.name -dotted_name.*',
    block: 'module block',
    statement:
      'expression_statement if_statement for_statement while_statement with_statement try_statement match_statement return_statement break_statement continue_statement pass_statement raise_statement assert_statement delete_statement',
    function: 'function_definition',
    branch:
      'if_statement elif_clause for_statement while_statement conditional_expression boolean_operator except_clause case_clause for_in_clause if_clause',
    call: 'call',
    binary: 'binary_operator comparison_operator boolean_operator augmented_assignment',
    value:
      'binary_operator.* comparison_operator.* boolean_operator.* not_operator.* unary_operator.* assignment.right augmented_assignment.right argument_list.* keyword_argument.value return_statement.* parenthesized_expression.* subscript.subscript conditional_expression.* if_statement.condition elif_clause.condition while_statement.condition list.* tuple.* expression_list.* lambda.body list_comprehension.body -keyword_argument -list_splat -dictionary_splat -for_in_clause -if_clause -slice -yield -generator_expression -expression_list',
    condition: 'if_statement.condition elif_clause.condition while_statement.condition if_clause.* boolean_operator.*',
    scope:
      'module block function_definition class_definition lambda list_comprehension set_comprehension dictionary_comprehension generator_expression',
    type: 'type',
    parentheses: 'parenthesized_expression',
    constant: 'assignment.right',
    target: 'assignment.left augmented_assignment.left for_statement.left for_in_clause.left',
  },
  separators: ';',
  dynamic: true,
  quotes: true,
  indented: true,
  forms: [
    '($a if $b < $c else $d)',
    '($a if $b == $c else $d)',
    'min($a, $b)',
    'max($a, $b)',
    'abs($a)',
    '($a ** 2)',
    '(abs($a) ** 0.5)',
    '($a ** $b)',
    '($a % $b)',
  ],
  negation: ['not ', ''],
  check: (files) => ['python3', '-c', compileAll, ...files],
};
