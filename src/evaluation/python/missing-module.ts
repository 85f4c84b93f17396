import type { Interpreter } from './interpreter.ts';

/** Packages whose name is not that of the module. */
const packages: Readonly<Record<string, string>> = {
  bs4: 'beautifulsoup4',
  Crypto: 'pycryptodome',
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  PIL: 'pillow',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  yaml: 'PyYAML',
};

/** Packages of Debian and Ubuntu for the system's Python, which takes none from pip. */
const debian: Readonly<Record<string, string>> = {
  bs4: 'python3-bs4',
  matplotlib: 'python3-matplotlib',
  networkx: 'python3-networkx',
  numpy: 'python3-numpy',
  pandas: 'python3-pandas',
  scipy: 'python3-scipy',
  sklearn: 'python3-sklearn',
  sympy: 'python3-sympy',
  yaml: 'python3-yaml',
};

/** Says that a program needs a module that its Python lacks, and what to do. */
export function missingModule(who: string, module: string, { path }: Interpreter): string {
  const name = packages[module] ?? module;
  const isSystem = path.startsWith('/usr/bin/');
  const system = debian[module] === undefined ? '' : `"apt install ${debian[module]}" or `;
  const how = isSystem
    ? `${system}"python3 -m venv .venv && .venv/bin/pip install ${name}" in the problem's folder`
    : `"${path} -m pip install ${name}"`;
  return `${who} needs the Python module ${module}, which ${path} lacks. Install it with ${how}.`;
}
