import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { languageOf } from '../../src/language/index.ts';
import { readProgram, regionsOf } from '../../src/language/program.ts';
import { filesIn, markFiles, markPlaces, unmark, unmarkFiles } from '../../src/repository/places.ts';

const texts = {
  'a.ts': `import { b } from './b.ts';
/** Ranks. */
export function rank(list: number[]): number[] {
  const byValue = (a: number, b: number) => a - b;
  return [...list].sort(byValue);
}
export const add = (a: number, b: number) =>
  a + b;
const first = 1, twice = function (x: number) {
  return 2 * x;
};
export default class Tree<T> extends Base {
  static #count = 0;
  @logged
  insert(value: T): void {
    this.root = value;
  }
  get size() {
    return 1;
  }
  set size(n) {}
  #hidden = () => {
    return 2;
  };
}
namespace Inner {
  export function rank() {}
}
`,
  'b.js': `#!/usr/bin/env node
'use strict';
module.exports = function () {
  return 1;
};
module.exports.near = function near(a) {
  return a;
};
exports.far = async (a) => {
  return a;
};
Tree.prototype.insert = function (a) {
  return a;
};
const table = {
  look: function (a) {
    return a;
  },
  put(a) {
    return a;
  },
};
`,
  'c.py': `from functools import cache

class Tree(Base):
    """A tree."""

    @property
    def size(self):
        return 1

    @size.setter
    def size(self, n):
        pass

    async def insert(self, value):
        def inner():
            return 1
        return inner()

@cache
def rank(a):
    return a
`,
  'd.c': `static int *near(int *a) {
  return a;
}

struct point { int x; };

struct point middle(struct point a)
{
  return a;
}
`,
  'e.cpp': `namespace geo {
class Tree {
 public:
  int insert(int a) const { return a; }
  int& at(int a) {
    return x;
  }
};

template <typename T>
T far(T a) {
  return a;
}
}  // namespace geo

int geo::Tree::remove(int a) {
  return a;
}
`,
  'f.rs': `pub struct Tree<T> { x: T }

impl<T: Ord> Tree<T> {
    #[inline]
    #[must_use]
    pub fn insert(&mut self, a: T) -> bool {
        true
    }
}

impl std::fmt::Display for Tree<u8> {
    fn fmt(&self) -> bool { true }
}

mod inner {
    pub(crate) fn rank() {}
}
`,
  'g.go': `package g

func (tree *Tree[K, V]) Insert(a K) int {
	return 1
}

func (Tree) Size() int { return 1 }

func Rank[T any](a T) T {
	return a
}
`,
};
type Name = keyof typeof texts;

/** What may change in a text after its functions are marked. */
function open(path: Name, ...names: string[]): string {
  const marked = markPlaces(path, texts[path], names);
  expect(unmark(path, marked)).toBe(texts[path]);
  expect(languageOf(path).faults({ name: path, text: marked })).toEqual([]);
  const program = readProgram({ [path]: marked });
  return regionsOf(program)
    [path]!.map(({ start, end }) => marked.slice(start, end).trim())
    .join('\n...\n');
}

test.each<[Name, string, string]>([
  ['a.ts', 'Inner.rank', 'export function rank() {}'],
  ['a.ts', 'byValue', 'const byValue = (a: number, b: number) => a - b;'],
  ['a.ts', 'add', 'export const add = (a: number, b: number) =>\n  a + b;'],
  ['a.ts', 'twice', 'const first = 1, twice = function (x: number) {\n  return 2 * x;\n};'],
  ['a.ts', 'Tree.insert', '@logged\n  insert(value: T): void {\n    this.root = value;\n  }'],
  ['a.ts', 'Tree.size', 'get size() {\n    return 1;\n  }\n...\nset size(n) {}'],
  ['a.ts', 'hidden', '#hidden = () => {\n    return 2;\n  };'],
  ['b.js', 'default', 'module.exports = function () {\n  return 1;\n};'],
  ['b.js', 'near', 'module.exports.near = function near(a) {\n  return a;\n};'],
  ['b.js', 'far', 'exports.far = async (a) => {\n  return a;\n};'],
  ['b.js', 'Tree.insert', 'Tree.prototype.insert = function (a) {\n  return a;\n};'],
  ['b.js', 'table.look', 'look: function (a) {\n    return a;\n  },'],
  ['b.js', 'put', 'put(a) {\n    return a;\n  },'],
  ['c.py', 'rank', '@cache\ndef rank(a):\n    return a'],
  [
    'c.py',
    'Tree.size',
    '@property\n    def size(self):\n        return 1\n...\n@size.setter\n    def size(self, n):\n        pass',
  ],
  ['c.py', 'inner', 'def inner():\n            return 1'],
  ['d.c', 'near', 'static int *near(int *a) {\n  return a;\n}'],
  ['d.c', 'middle', 'struct point middle(struct point a)\n{\n  return a;\n}'],
  ['e.cpp', 'insert', 'int insert(int a) const { return a; }'],
  ['e.cpp', 'geo.Tree.at', 'int& at(int a) {\n    return x;\n  }'],
  ['e.cpp', 'far', 'template <typename T>\nT far(T a) {\n  return a;\n}'],
  ['e.cpp', 'Tree.remove', 'int geo::Tree::remove(int a) {\n  return a;\n}'],
  [
    'f.rs',
    'Tree.insert',
    '#[inline]\n    #[must_use]\n    pub fn insert(&mut self, a: T) -> bool {\n        true\n    }',
  ],
  ['f.rs', 'Tree.fmt', 'fn fmt(&self) -> bool { true }'],
  ['f.rs', 'inner.rank', 'pub(crate) fn rank() {}'],
  ['g.go', 'Tree.Insert', 'func (tree *Tree[K, V]) Insert(a K) int {\n\treturn 1\n}'],
  ['g.go', 'Size', 'func (Tree) Size() int { return 1 }'],
  ['g.go', 'Rank', 'func Rank[T any](a T) T {\n\treturn a\n}'],
])('the function of %s#%s is marked whole, and nothing else', (path, name, text) => {
  expect(open(path, name)).toBe(text);
});

test('a function inside another that is named too is part of it', () => {
  expect(open('c.py', 'inner', 'Tree.insert')).toMatch(/^async def insert[^.]*return inner\(\)$/);
});

test('a class is a place too', () => {
  expect(open('c.py', 'Tree')).toMatch(/^class Tree.*return inner\(\)$/s);
  expect(open('a.ts', 'Tree')).toMatch(/^export default class Tree.*\n\}$/s);
});

describe('a name that does not say which', () => {
  const complaint = (path: Name, name: string) => {
    try {
      open(path, name);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return (error as Error).message;
    }
    return 'nothing';
  };

  test.each<[Name, string, string]>([
    ['g.go', 'rank', 'g.go#rank: rank is not there; these are: Tree.Insert, Tree.Size, Rank'],
    ['e.cpp', 'x', 'x is not there; these are: geo, geo.Tree, geo.Tree.insert, geo.Tree.at, geo.far, geo.Tree.remove'],
    ['f.rs', 'lib.rank', 'is not there; these are: Tree, Tree.insert, Tree.fmt, inner, inner.rank.'],
  ])('%s#%s', (path, name, message) => expect(complaint(path, name)).toContain(message));

  test('the exact name wins, and of several others all are told', () => {
    expect(open('a.ts', 'rank')).toMatch(/^export function rank\(list/);
    const text = 'class A { f() {} }\nclass B {\n  f() {}\n}\n';
    expect(() => markPlaces('a.js', text, ['f'])).toThrow('f can be A.f, B.f');
  });

  test('a file that has marks, has no functions or cannot be read', () => {
    expect(() => markPlaces('a.py', '# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-END\n', ['f'])).toThrow(
      'has EVOLVE-BLOCK marks',
    );
    expect(() => markPlaces('a.f90', 'function f()\nend\n', ['f'])).toThrow('no functions are found in a.f90');
    expect(() => markPlaces('a.js', 'function f( {\n', ['f'])).toThrow(/found in a.js \(line 2: /);
  });
});

test.each([
  ['line ends of Windows', 'x = 1\r\n\r\ndef f():\r\n    return 1\r\n\r\ny = 2\r\n'],
  ['line ends of Windows and none at the end', 'def f():\r\n    return 1'],
  ['no line end at the end', 'x = 1\ndef f():\n\treturn 1'],
  ['a byte order mark', '\ufeffdef f():\n    return 1\n'],
])('a file with %s is the same after its marks are gone', (_, text) => {
  const marked = markPlaces('a.py', text, ['f']);
  expect(regionsOf(readProgram({ 'a.py': marked }))['a.py']).toHaveLength(1);
  expect(unmark('a.py', marked)).toBe(text);
});

describe('files that change together', () => {
  const own = '#!/bin/sh\n# EVOLVE-BLOCK-START\necho\n# EVOLVE-BLOCK-END\n';

  test('as a whole have no marks', () => {
    expect(filesIn(['a.py', 'b.py', 'a.py#f'])).toEqual(['a.py', 'b.py']);
    const originals = { 'a.py': 'def f(): pass\n', 'b.py': 'x = 1' };
    expect(markFiles(originals, ['a.py', 'b.py', 'a.py#f'])).toEqual(originals);
  });

  test('beside functions have marks around all of them', () => {
    const originals = { 'a.py': 'y = 2\ndef f(): pass\n', 'b.sh': '#!/bin/sh\necho', 'c.sh': own, 'd.py': '' };
    const marked = markFiles(originals, ['a.py#f', 'b.sh', 'c.sh', 'd.py']);
    expect(marked['b.sh']).toBe('#!/bin/sh\n# EVOLVE-BLOCK-START\necho\n# EVOLVE-BLOCK-END');
    expect(marked['c.sh']).toBe(own);
    expect(Object.values(regionsOf(readProgram(marked))).map((regions) => regions.length)).toEqual([1, 1, 1, 1]);
    expect(unmarkFiles(marked, originals)).toEqual(originals);
  });

  test('must be there', () => {
    expect(() => markFiles({}, ['a.py'])).toThrow('evolve: there is no file a.py.');
  });
});
