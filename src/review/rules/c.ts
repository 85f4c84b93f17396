import type { LanguageRules } from '../rule.ts';

export const c: LanguageRules = {
  languages: ['c', 'cpp', 'cuda'],
  outer:
    /^(?!(?:typedef|return|using|extern|namespace|template|struct|class|enum|union)\b|#)(?:[\w:<>,]+[ \t*&]+){1,8}(\w+)[ \t]*(?:\[[^\]\n]*\][ \t]*){0,4}[=;{]/gm,
  rules: [
    {
      sign: 'kept-state',
      pattern:
        /^[ \t]+(?:[\w:]+[ \t]+){0,4}(?:static|thread_local|_Thread_local|__thread)\b(?![^;({=\n]*\b(?:const|constexpr|inline|void)\b)[^;(\n]*[;=[{]/gm,
    },
    { sign: 'kept-state', pattern: /\b(?:mutable|std::once_flag|call_once)\b/g },
    { sign: 'load-time-work', pattern: /__attribute__\s*\(\(\s*constructor/g },
    {
      sign: 'deferred-work',
      pattern:
        /\b(?:pthread_create|thrd_create|fork|vfork|clone)\s*\(|\bstd::(?:thread|async|jthread)\b|#\s*pragma\s+omp\b/g,
    },
    {
      sign: 'surroundings',
      pattern:
        /\b(?:getenv|secure_getenv|getpid|getppid|fopen|open|getcwd|backtrace|ptrace)\s*\(|\bstd::i?fstream\b|\benviron\b|\b(?:argc|argv)\b|\b__(?:FILE|BASE_FILE|DATE|TIME)__\b/g,
    },
    {
      sign: 'test-aware',
      view: 'text',
      pattern: /\b(?:gtest|catch2?|doctest|criterion|benchmark|TEST|BENCHMARK|NDEBUG)\b/g,
    },
    {
      sign: 'clock',
      pattern:
        /\b(?:clock|time|gettimeofday|clock_gettime|timespec_get|__?rdtscp?|__builtin_readcyclecounter)\s*\(|\bstd::chrono\b|\bclock64\b/g,
    },
    {
      sign: 'randomness',
      pattern:
        /\b(?:rand|srand|random|drand48|getrandom|arc4random\w*)\s*\(|\bstd::(?:mt19937\w*|random_device|minstd_rand\w*)\b/g,
    },
    {
      sign: 'patching',
      pattern:
        /#\s*(?:define|undef)\s+\w+|#\s*pragma\s+(?!once\b|omp\b)\w+|\bdlsym\b|\b__attribute__\s*\(\(\s*(?:weak|alias|constructor)/g,
    },
    {
      sign: 'precision',
      pattern:
        /\bfloat\b|\b(?:_Float16|__half|half|bfloat16)\b|fast[-_]?math\b|\b\w*rsqrt\w*\b|\b(?:sqrt|exp|log|sin|cos|tan|pow|fabs|floor)f\s*\(|\b__f?(?:expf|logf|sinf|cosf|powf|fdividef)\b/g,
    },
    { sign: 'new-import', view: 'text', pattern: /#\s*include\s*[<"][^>"\n]+/g },
    { sign: 'removed-check', when: 'gone', pattern: /\b(?:assert|abort|static_assert)\s*\(|\bthrow\b|\berrno\b/g },
    { sign: 'hidden-errors', pattern: /\bcatch\s*\(|\bnoexcept\b|\bsignal\s*\(/g },
    {
      sign: 'unchecked',
      view: 'all',
      pattern:
        /#\s*pragma\s+(?:GCC|clang)\s+diagnostic|\bNOLINT\w*|\b(?:reinterpret_cast|const_cast|__builtin_unreachable|__builtin_assume)\b/g,
    },
    {
      sign: 'dynamic-code',
      pattern: /\b(?:__asm__|__asm|asm)\b|\b(?:dlopen|system|popen|execv\w*|mprotect|mmap)\s*\(/g,
    },
  ],
};
