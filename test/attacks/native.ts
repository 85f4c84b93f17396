import { fileURLToPath } from 'node:url';
import type { Failure } from '../../src/api/evaluation.ts';

/** A program in C that wants something it should not have, and the right answer: what it writes, or why it fails. */
export interface NativeAttack {
  readonly name: string;
  readonly problem: 'native' | 'native-many';
  readonly source: string;
  readonly verdict: { readonly output: string } | Failure | readonly Failure[];
}

const fixture = fileURLToPath(new URL('../fixtures/problems/native', import.meta.url));

const headers = `
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
extern char **environ;
static void *idle(void *x) { sleep(5); return x; }
/* Says whether a call that returns a negative number or MAP_FAILED was refused. */
#define TRY(call) puts((intptr_t)(call) < 0 ? "refused" : "ESCAPED " #call)
`;

const attack = (name: string, source: string, verdict: NativeAttack['verdict']): NativeAttack => ({
  ...{ name, verdict, problem: 'native' },
  source: headers + source,
});
/** Makes calls, all of which are refused. */
const refused = (name: string, ...calls: readonly string[]): NativeAttack =>
  attack(name, `void look(void) { ${calls.map((call) => `TRY(${call});`).join(' ')} }`, {
    output: `${'refused\n'.repeat(calls.length)}back\n`,
  });
const many = (name: string, source: string, verdict: NativeAttack['verdict']): NativeAttack => ({
  ...attack(name, source, verdict),
  problem: 'native-many',
});

const readOnly = 'O_RDONLY';

export const nativeAttacks: Readonly<Record<string, readonly NativeAttack[]>> = {
  processes: [
    refused('starts a thread', '({ pthread_t t; -pthread_create(&t, 0, idle, 0); })'),
    refused('forks', 'fork()', 'vfork()', 'syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)', 'syscall(SYS_clone3, 0, 0)'),
    refused('spawns', '({ char *a[] = {"true", 0}; pid_t p; -posix_spawn(&p, "/bin/true", 0, 0, a, environ); })'),
    refused('starts a shell', 'system("true") == 0 ? 0 : -1'),
    refused('watches its overseer', 'ptrace(PTRACE_ATTACH, 1, 0, 0)', 'ptrace(PTRACE_TRACEME, 0, 0, 0)'),
    refused('reads its overseer', '({ char b[8]; struct iovec v = {b, 8}; process_vm_readv(1, &v, 1, &v, 1, 0); })'),
    refused('takes its descriptors', '({ int p = syscall(SYS_pidfd_open, 1, 0); syscall(438, p, 3, 0); })'),
    attack(
      'kills its overseer',
      'void look(void) { kill(1, SIGKILL); kill(1, SIGSTOP); kill(-1, SIGKILL); kill(getppid(), 9); }',
      {
        output: 'back\n',
      },
    ),
    attack(
      'takes the time from its overseer',
      'void look(void) { struct rlimit l = {0, 0}; prlimit(1, RLIMIT_CPU, &l, 0); for (;;); }',
      ['crashed', 'timed-out'],
    ),
  ],
  memory: [
    refused(
      'maps memory that no limit counts',
      'mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)',
      'mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0)',
      'syscall(SYS_memfd_create, "x", 0)',
      'shmget(IPC_PRIVATE, 1 << 20, IPC_CREAT | 0600)',
      'open("/dev/zero", O_RDWR)',
    ),
    refused('leaves messages', 'msgget(1, IPC_CREAT | 0600)', 'semget(1, 1, IPC_CREAT | 0600)'),
    refused('raises its limits', '({ struct rlimit l = {1UL << 40, 1UL << 40}; setrlimit(RLIMIT_DATA, &l); })'),
    attack(
      'hoards shared memory',
      `void look(void) {
        int f = shm_open("/x", O_CREAT | O_RDWR, 0600);
        static char block[1 << 20];
        int written = 0;
        while (write(f, block, sizeof block) > 0) written++;
        puts(written <= 8 ? "held" : "ESCAPED");
      }`,
      'too-large',
    ),
    attack(
      'hoards memory',
      'void look(void) { for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); } }',
      'out-of-memory',
    ),
    attack(
      'hoards its stack',
      'static int deep(int n) { volatile char a[4096]; a[0] = n; return deep(n + 1) + a[0]; } void look(void) { printf("%d", deep(0)); }',
      ['crashed', 'out-of-memory'],
    ),
  ],
  files: [
    refused(
      'reads files of the machine and of the judge',
      ...[
        '/etc/passwd',
        '/etc/shadow',
        '/proc/self/maps',
        '/proc/1/environ',
        '/sys/kernel',
        '/root',
        '/home',
        '/work',
      ].map((path) => `open("${path}", ${readOnly})`),
      ...['problem.ts', 'secret.txt', 'initial.c'].map((name) => `open("${fixture}/${name}", ${readOnly})`),
      'open("../secret.txt", O_RDONLY)',
    ),
    refused(
      'writes outside its scratch',
      ...['made', './program', '/made', '/usr/made', '/dev/made', '/stdin', '/bin/sh'].map(
        (path) => `open("${path}", O_WRONLY | O_CREAT, 0600)`,
      ),
      'unlink("program")',
      'rename("program", "other")',
      'chmod("program", 0)',
      'utimensat(AT_FDCWD, "main.c", 0, 0)',
      'symlink("/", "link")',
    ),
    refused(
      'changes its input',
      'fchmod(0, 0)',
      'ftruncate(0, 0)',
      'write(0, "x", 1)',
      'futimens(0, 0)',
      'open("/stdin", O_RDWR)',
    ),
    attack(
      'looks for descriptors of others, and forges a report',
      'void look(void) { for (int f = 3; f < 4096; f++) if (fcntl(f, F_GETFD) >= 0) printf("ESCAPED %d\\n", f); write(3, "0 0 1 1 1 \\n", 11); }',
      { output: 'back\n' },
    ),
    attack(
      'fills its scratch',
      `void look(void) {
        static char block[1 << 16];
        int written = 0;
        for (int i = 0; i < 4000; i++) {
          char name[32];
          sprintf(name, "/tmp/%d", i);
          int f = open(name, O_WRONLY | O_CREAT, 0600);
          if (f < 0) break;
          for (int part = 0; part < 16 && write(f, block, sizeof block) > 0; part++) written++;
          close(f);
        }
        puts(written <= 128 ? "held" : "ESCAPED");
      }`,
      { output: 'held\nback\n' },
    ),
    attack(
      'finds what an earlier run left',
      'void look(void) { puts(access("/tmp/mark", F_OK) ? "clean" : "ESCAPED"); open("/tmp/mark", O_CREAT | O_WRONLY, 0600); }',
      {
        output: 'clean\nback\n',
      },
    ),
    attack('floods', 'void look(void) { for (;;) puts("flood"); }', 'too-large'),
    attack(
      'reads the environment',
      'void look(void) { for (char **e = environ; *e; e++) if (strstr(*e, "GERMLINE_SECRET")) puts("ESCAPED"); }',
      {
        output: 'back\n',
      },
    ),
  ],
  kernel: [
    refused(
      'opens sockets',
      ...['AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK', 'AF_PACKET'].map(
        (family) => `socket(${family}, SOCK_DGRAM, 0)`,
      ),
    ),
    refused(
      'makes namespaces and mounts',
      'unshare(CLONE_NEWUSER)',
      'unshare(CLONE_NEWNS)',
      'mount("none", "/tmp", "tmpfs", 0, 0)',
      'umount2("/tmp", 0)',
      'chroot("/tmp")',
      'syscall(SYS_pivot_root, "/tmp", "/tmp")',
      'syscall(SYS_open_tree, 0, "/", 1)',
    ),
    refused(
      'reaches for large parts of the kernel',
      'syscall(SYS_bpf, 0, 0, 0)',
      'syscall(SYS_perf_event_open, 0, 0, -1, -1, 0)',
      'syscall(SYS_io_uring_setup, 1, 0)',
      'syscall(SYS_userfaultfd, 0)',
      'syscall(SYS_keyctl, 0, 0, 0, 0, 0)',
      'syscall(SYS_add_key, "user", "a", "b", 1, -2)',
      'syscall(SYS_personality, 0xffffffff)',
    ),
  ],
  time: [
    attack('never ends', 'void look(void) { for (;;); }', 'timed-out'),
    attack('sleeps', 'void look(void) { sleep(100); }', 'stalled'),
    attack('stops itself', 'void look(void) { raise(SIGSTOP); }', 'stalled'),
    attack('ignores the signal for its time', 'void look(void) { signal(SIGXCPU, SIG_IGN); for (;;); }', 'timed-out'),
  ],
  building: [
    attack('includes a file of the machine', '#include "/etc/passwd"\nvoid look(void) {}', 'build-failed'),
    attack('includes a file of the judge', `#include "${fixture}/secret.txt"\nvoid look(void) {}`, 'build-failed'),
    attack('includes a file above it', '#include "../secret.txt"\nvoid look(void) {}', 'build-failed'),
    attack(
      'asks for files',
      `#if __has_include("/etc/passwd") || __has_include("${fixture}/secret.txt")\n#define SAID "ESCAPED"\n#else\n#define SAID "held"\n#endif\nvoid look(void) { puts(SAID); }`,
      {
        output: 'held\nback\n',
      },
    ),
    attack('assembles a file into itself', '__asm__(".incbin \\"/etc/passwd\\"");\nvoid look(void) {}', 'build-failed'),
    attack(
      'assembles the judge into itself',
      `__asm__(".incbin \\"${fixture}/secret.txt\\"");\nvoid look(void) {}`,
      'build-failed',
    ),
    attack('includes without end', '#include "initial.c"\nvoid look(void) {}', 'build-failed'),
    attack('includes a device', '#include "/dev/urandom"\nvoid look(void) {}', 'build-failed'),
    attack('is enormous', 'char big[1UL << 32] = {1};\nvoid look(void) {}', 'build-failed'),
    attack(
      'names a plug-in',
      '#pragma GCC plugin("/tmp/x.so")\n#pragma GCC optimize("O3")\nvoid look(void) { puts("plain"); }',
      {
        output: 'plain\nback\n',
      },
    ),
    attack(
      'begins before main',
      '__attribute__((constructor)) static void early(void) { puts("early"); exit(0); }\nvoid look(void) {}',
      {
        output: 'early\n',
      },
    ),
    attack(
      'ends after main',
      '__attribute__((destructor)) static void late(void) { _exit(7); }\nvoid look(void) {}',
      'threw',
    ),
    attack('has a main of its own', 'int main(void) { return 0; }\nvoid look(void) {}', 'build-failed'),
    attack(
      'takes the place of a function of the harness',
      'int puts(const char *s) { return printf("%s?\\n", s); }\nvoid look(void) {}',
      {
        output: 'back?\n',
      },
    ),
  ],
  'several processes': [
    many('forks without end', 'void look(void) { for (;;) fork(); }', ['timed-out', 'stalled', 'crashed']),
    many(
      'starts threads without end',
      'void look(void) { pthread_t t; for (;;) if (pthread_create(&t, 0, idle, 0)) usleep(1000); }',
      ['stalled', 'crashed'],
    ),
    many(
      'hoards in several processes',
      'void look(void) { for (int i = 0; i < 5; i++) if (!fork()) { volatile char *p = malloc(120 << 20); for (int j = 0; j < 120 << 20; j += 4096) p[j] = 1; sleep(3); _exit(0); } sleep(3); }',
      ['out-of-memory', 'crashed'],
    ),
    many('leaves a process behind', 'void look(void) { if (!fork()) { setsid(); for (;;) pause(); } }', {
      output: 'back\n',
    }),
    many('makes namespaces', 'void look(void) { TRY(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)); }', {
      output: 'refused\nback\n',
    }),
  ],
};
