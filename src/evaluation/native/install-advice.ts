/** Packages by program, for the package managers of Debian and Ubuntu, Fedora, and macOS. */
const packages: Readonly<Record<string, readonly [apt: string, dnf: string, brew: string]>> = {
  cc: ['gcc libc6-dev', 'gcc', 'gcc'],
  gcc: ['gcc libc6-dev', 'gcc', 'gcc'],
  'c++': ['g++', 'gcc-c++', 'gcc'],
  'g++': ['g++', 'gcc-c++', 'gcc'],
  clang: ['clang', 'clang', 'llvm'],
  'clang++': ['clang', 'clang', 'llvm'],
  make: ['make', 'make', 'make'],
  rustc: ['rustc', 'rust', 'rust'],
  cargo: ['cargo', 'cargo', 'rust'],
  go: ['golang-go', 'golang', 'go'],
  gofmt: ['golang-go', 'golang', 'go'],
  python3: ['python3', 'python3', 'python'],
  python: ['python-is-python3', 'python-unversioned-command', 'python'],
  gfortran: ['gfortran', 'gcc-gfortran', 'gcc'],
  julia: ['julia', 'julia', 'julia'],
  Rscript: ['r-base-core', 'R-core', 'r'],
  perl: ['perl-base', 'perl-interpreter', 'perl'],
};

/** What to install for a program, in a sentence. */
export function adviceFor(program: string): string {
  if (program === 'nvcc') return 'It comes with the CUDA toolkit: https://developer.nvidia.com/cuda-downloads.';
  const known = packages[program];
  if (!known) return 'Install it, or correct the name in the command.';
  const [apt, dnf, brew] = known;
  return `Install it with "apt install ${apt}", "dnf install ${dnf}" or "brew install ${brew}".`;
}
