import { c, sourcesOf } from './c.ts';
import type { Grammar } from './grammar.ts';

/** The grammar of CUDA holds that of C++: both find the same errors in the headers of the standard library. */
export const cpp = {
  ...c,
  id: 'cpp',
  name: 'C++',
  grammar: 'cuda',
  suffixes: ['.cpp', '.cc', '.cxx', '.hpp', '.hh', '.hxx'],
  fences: ['cpp', 'c++', 'cc', 'cxx', 'hpp'],
  roles: {
    ...c.roles,
    name: `${c.roles.name} -qualified_identifier.*`,
    string: `${c.roles.string} raw_string_literal`,
    statement: `${c.roles.statement} for_range_loop try_statement throw_statement`,
    branch: `${c.roles.branch} for_range_loop catch_clause`,
    call: `${c.roles.call} new_expression`,
    value: `${c.roles.value} condition_clause.value subscript_argument_list.* init_declarator.* -init_declarator.declarator -argument_list -condition_clause -declaration -parameter_pack_expansion -lambda_expression`,
    condition: `${c.roles.condition} condition_clause.value`,
    scope: `${c.roles.scope} for_range_loop lambda_expression class_specifier struct_specifier namespace_definition template_declaration catch_clause`,
  },
  check: (files) => ['c++', '-std=c++20', '-fsyntax-only', ...sourcesOf(files)],
} satisfies Grammar;
