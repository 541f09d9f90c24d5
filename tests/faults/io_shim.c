// SPDX-License-Identifier: GPL-3.0-or-later
// A library for LD_PRELOAD that stands between a program and the system: it numbers the calls that
// touch files under one folder, lets one of them fail, and records them with the bytes they wrote.
// shim.py sets it up and reads its records.
//
//   HEATREEL_SHIM_FOLDER  absolute folder whose files are watched; without it nothing happens
//   HEATREEL_SHIM_LOG     records go to LOG.RANK.PID
//   HEATREEL_SHIM_FAIL    RANK:KIND:N:ACTION, the N-th call (from 0) of KIND on this rank; N+ means
//                         all from there on. ACTION is an errno, `short` (half the bytes) or `skip`
//                         (nothing is done, success is reported) or `kill` (the process is
//                         killed before the call) or `stop` (it is stopped before the call, until it
//                         gets SIGCONT) or `slow` (the call takes 20 ms longer)
//   HEATREEL_SHIM_FLOCK   `missing` (a file system without flock) or `lies` (everybody gets it, as on
//                         one whose flock is local to a host)
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// The order is known to shim.py.
enum kind { k_open, k_write, k_sync, k_reserve, k_truncate, k_rename, k_unlink, k_read, k_link, kinds };
static const char* const kind_names[kinds] = {"open",     "write",  "sync",   "reserve",
                                              "truncate", "rename", "unlink", "read",  "link"};

// Above 0: an errno.
enum { act_none = 0, act_short = -1, act_skip = -2, act_kill = -3, act_slow = -4, act_stop = -5 };

// One call, as it stands in the log: this header, the path, then the second path of a rename or link,
// or the bytes that were written. Times are of the machine's monotonic clock in nanoseconds.
struct record {
  uint64_t begin, end;
  int64_t offset;   // of a write; new size of a truncate
  int64_t result;   // what the call returned; -errno on failure
  uint64_t inode;
  uint32_t kind, injected, created, path_bytes;
  uint64_t data_bytes;
};

enum { most_files = 4096, path_room = 1024 };
static struct file {
  bool watched;
  uint64_t inode;
  char path[path_room];
} files[most_files];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[path_room];
static size_t folder_length;
static int log_descriptor = -1;
static const char* rank = "0";
static int64_t counts[kinds];

// What HEATREEL_SHIM_FAIL says; kind -1 means nothing.
static struct {
  int kind;
  int64_t number;
  bool onwards;
  int action;
} failure = {-1, 0, false, 0};

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static void read_failure(const char* text) {
  char who[16], kind[16], action[16];
  char plus[2] = "";
  long long number = 0;
  if (sscanf(text, "%15[^:]:%15[^:]:%lld%1[+]:%15s", who, kind, &number, plus, action) != 5 &&
      sscanf(text, "%15[^:]:%15[^:]:%lld:%15s", who, kind, &number, action) != 4) {
    abort();
  }
  if (strcmp(who, "*") != 0 && strcmp(who, rank) != 0) {
    return;
  }
  for (int k = 0; k < kinds; ++k) {
    if (strcmp(kind, kind_names[k]) == 0) {
      failure.kind = k;
    }
  }
  failure.number = number;
  failure.onwards = plus[0] == '+';
  failure.action = strcmp(action, "short") == 0  ? act_short
                   : strcmp(action, "skip") == 0 ? act_skip
                   : strcmp(action, "kill") == 0 ? act_kill
                   : strcmp(action, "slow") == 0 ? act_slow
                   : strcmp(action, "stop") == 0 ? act_stop
                                                 : atoi(action);
}

__attribute__((constructor)) static void set_up(void) {
  const char* where = getenv("HEATREEL_SHIM_FOLDER");
  if (where == NULL) {
    return;
  }
  snprintf(folder, sizeof folder, "%s/", where);
  folder_length = strlen(folder);
  if (getenv("OMPI_COMM_WORLD_RANK") != NULL) {
    rank = getenv("OMPI_COMM_WORLD_RANK");
  }
  if (getenv("HEATREEL_SHIM_FAIL") != NULL) {
    read_failure(getenv("HEATREEL_SHIM_FAIL"));
  }
}

// The absolute form of a path, without resolving anything.
static void absolute(const char* path, char* out) {
  char here[path_room] = "";
  if (path[0] != '/' && syscall(SYS_getcwd, here, sizeof here) > 0) {
    snprintf(out, 2 * path_room, "%s/%s", here, strcmp(path, ".") == 0 ? "" : path);
  } else {
    snprintf(out, 2 * path_room, "%s", path);
  }
}

// True for the folder itself and what lies in it.
static bool watched_path(const char* path) {
  char full[2 * path_room];
  if (folder_length == 0) {
    return false;
  }
  absolute(path, full);
  return strncmp(full, folder, folder_length) == 0 ||
         (strncmp(full, folder, folder_length - 1) == 0 && full[folder_length - 1] == '\0');
}

static struct file* watched(int fd) {
  return fd >= 0 && fd < most_files && files[fd].watched ? &files[fd] : NULL;
}

// Counts a call and tells what is to happen to it.
static int action_for(enum kind kind) {
  const int64_t number = __atomic_fetch_add(&counts[kind], 1, __ATOMIC_RELAXED);
  const bool hit = failure.kind == (int)kind &&
                   (failure.onwards ? number >= failure.number : number == failure.number);
  if (hit && failure.action == act_kill) {
    kill(getpid(), SIGKILL);
  }
  if (hit && failure.action == act_stop) {
    raise(SIGSTOP);
    return act_none;
  }
  if (hit && failure.action == act_slow) {
    const struct timespec while_away = {0, 20000000};
    nanosleep(&while_away, NULL);
    return act_none;
  }
  return hit ? failure.action : act_none;
}

static void append(struct record* record, const char* path, const struct iovec* data, int parts) {
  const char* prefix = getenv("HEATREEL_SHIM_LOG");
  if (prefix == NULL) {
    return;
  }
  const int saved = errno;
  record->end = now();
  record->path_bytes = (uint32_t)strlen(path);
  struct iovec all[34] = {{record, sizeof *record}, {(void*)path, record->path_bytes}};
  for (int i = 0; i < parts && i < 32; ++i) {
    all[i + 2] = data[i];
    record->data_bytes += data[i].iov_len;
  }
  pthread_mutex_lock(&lock);
  if (log_descriptor < 0) {
    char name[2 * path_room];
    snprintf(name, sizeof name, "%s.%s.%d", prefix, rank, (int)getpid());
    log_descriptor =
        (int)syscall(SYS_openat, AT_FDCWD, name, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
  }
  if (syscall(SYS_writev, log_descriptor, all, (parts > 32 ? 32 : parts) + 2) < 0 || parts > 32) {
    abort();  // a record with holes would prove nothing
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
}

// Runs `call` unless its turn to fail has come; leaves `result` and errno as the system would.
#define CARRY_OUT(record, action, call)             \
  do {                                              \
    (record).injected = (action) != act_none;       \
    (record).begin = now();                         \
    if ((action) > 0) {                             \
      errno = (action);                             \
      (record).result = -1;                         \
    } else if ((action) == act_skip) {              \
      (record).result = 0;                          \
    } else {                                        \
      (record).result = (int64_t)(call);            \
    }                                               \
    if ((record).result < 0) {                      \
      (record).result = -errno;                     \
    }                                               \
  } while (0)

static long answer(const struct record* record) { return record->result < 0 ? -1 : record->result; }

static int open_file(int at, const char* path, int flags, mode_t mode) {
  if (at != AT_FDCWD || !watched_path(path)) {
    const int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < most_files) {
      files[fd].watched = false;
    }
    return fd;
  }
  struct record record = {.kind = k_open};
  struct stat status;
  const bool new = (flags & O_CREAT) != 0 && lstat(path, &status) != 0;
  const int action = action_for(k_open);
  CARRY_OUT(record, action, syscall(SYS_openat, at, path, flags, mode));
  char full[2 * path_room];
  absolute(path, full);
  const int fd = (int)answer(&record);
  if (fd >= 0 && fd < most_files) {
    fstat(fd, &status);
    files[fd].watched = true;
    files[fd].inode = record.inode = status.st_ino;
    snprintf(files[fd].path, path_room, "%.*s", path_room - 1, full);
    record.created = new ? 1 : (flags & O_TRUNC) != 0 ? 2 : 0;
  }
  append(&record, full, NULL, 0);
  return fd;
}

static mode_t mode_argument(int flags, va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

#define DEFINE_OPEN(name)                              \
  int name(const char* path, int flags, ...) {         \
    va_list arguments;                                 \
    va_start(arguments, flags);                        \
    const mode_t mode = mode_argument(flags, arguments); \
    va_end(arguments);                                 \
    return open_file(AT_FDCWD, path, flags, mode);     \
  }
#define DEFINE_OPENAT(name)                            \
  int name(int at, const char* path, int flags, ...) { \
    va_list arguments;                                 \
    va_start(arguments, flags);                        \
    const mode_t mode = mode_argument(flags, arguments); \
    va_end(arguments);                                 \
    return open_file(at, path, flags, mode);           \
  }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)
int __open_2(const char* path, int flags) { return open_file(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return open_file(AT_FDCWD, path, flags, 0); }
int creat(const char* path, mode_t mode) {
  return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int fd) {
  if (watched(fd) != NULL) {
    files[fd].watched = false;
  }
  return (int)syscall(SYS_close, fd);
}

// Half of the bytes, one at least. \return the number of parts that are left
static int halve(const struct iovec* parts, int count, struct iovec* out) {
  size_t total = 0;
  for (int i = 0; i < count; ++i) {
    total += parts[i].iov_len;
  }
  size_t left = (total + 1) / 2;
  int used = 0;
  while (used < count && left > 0) {
    out[used] = parts[used];
    out[used].iov_len = left < parts[used].iov_len ? left : parts[used].iov_len;
    left -= out[used++].iov_len;
  }
  return used;
}

// All kinds of writing; offset -1 means the file's position.
static ssize_t write_parts(int fd, const struct iovec* parts, int count, off_t offset) {
  struct file* file = watched(fd);
  if (file == NULL) {
    return offset < 0 ? syscall(SYS_writev, fd, parts, count)
                      : syscall(SYS_pwritev, fd, parts, count, offset, 0);
  }
  struct iovec half[1024];
  struct record record = {.kind = k_write, .inode = file->inode, .offset = offset};
  if (offset < 0) {
    const bool appends = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
    struct stat status;
    fstat(fd, &status);
    record.offset = appends ? status.st_size : lseek(fd, 0, SEEK_CUR);
  }
  const int action = action_for(k_write);
  if (action == act_short) {
    count = halve(parts, count, half);
    parts = half;
  }
  CARRY_OUT(record, action,
            offset < 0 ? syscall(SYS_writev, fd, parts, count)
                       : syscall(SYS_pwritev, fd, parts, count, offset, 0));
  if (action == act_skip) {
    for (int i = 0; i < count; ++i) {
      record.result += (int64_t)parts[i].iov_len;
    }
  }
  append(&record, file->path, parts, record.result > 0 && action != act_skip ? count : 0);
  return answer(&record);
}

ssize_t write(int fd, const void* data, size_t bytes) {
  const struct iovec part = {(void*)data, bytes};
  return write_parts(fd, &part, 1, -1);
}
ssize_t pwrite(int fd, const void* data, size_t bytes, off_t offset) {
  const struct iovec part = {(void*)data, bytes};
  return write_parts(fd, &part, 1, offset);
}
ssize_t pwrite64(int fd, const void* data, size_t bytes, off_t offset) {
  return pwrite(fd, data, bytes, offset);
}
ssize_t writev(int fd, const struct iovec* parts, int count) {
  return write_parts(fd, parts, count, -1);
}
ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  return write_parts(fd, parts, count, offset);
}
ssize_t pwritev64(int fd, const struct iovec* parts, int count, off_t offset) {
  return write_parts(fd, parts, count, offset);
}

// A call on a descriptor that moves no bytes of the caller.
#define ON_DESCRIPTOR(kind_, fd, offset_, call)                                              \
  struct file* file = watched(fd);                                                           \
  if (file == NULL) {                                                                        \
    return call;                                                                             \
  }                                                                                          \
  struct record record = {.kind = (kind_), .inode = file->inode, .offset = (int64_t)(offset_)}; \
  const int action = action_for(kind_);                                                      \
  CARRY_OUT(record, action, call);                                                           \
  append(&record, file->path, NULL, 0);                                                      \
  return answer(&record)

int fsync(int fd) { ON_DESCRIPTOR(k_sync, fd, 0, (int)syscall(SYS_fsync, fd)); }
int fdatasync(int fd) { ON_DESCRIPTOR(k_sync, fd, 0, (int)syscall(SYS_fdatasync, fd)); }
int ftruncate(int fd, off_t size) {
  ON_DESCRIPTOR(k_truncate, fd, size, (int)syscall(SYS_ftruncate, fd, size));
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }
int fallocate(int fd, int mode, off_t offset, off_t bytes) {
  ON_DESCRIPTOR(k_reserve, fd, offset + bytes,
                (int)syscall(SYS_fallocate, fd, mode, offset, bytes));
}
int fallocate64(int fd, int mode, off_t offset, off_t bytes) {
  return fallocate(fd, mode, offset, bytes);
}
int posix_fallocate(int fd, off_t offset, off_t bytes) {
  const int saved = errno;
  const int code = fallocate(fd, 0, offset, bytes) == 0 ? 0 : errno;
  errno = saved;
  return code;
}
int posix_fallocate64(int fd, off_t offset, off_t bytes) {
  return posix_fallocate(fd, offset, bytes);
}

// Reading may fail, but not fall short: the answer of a short read is another read.
static ssize_t read_part(int fd, void* data, size_t bytes, off_t offset) {
  ON_DESCRIPTOR(k_read, fd, offset,
                offset < 0 ? syscall(SYS_read, fd, data, bytes)
                           : syscall(SYS_pread64, fd, data, bytes, offset));
}
ssize_t read(int fd, void* data, size_t bytes) { return read_part(fd, data, bytes, -1); }
ssize_t pread(int fd, void* data, size_t bytes, off_t offset) {
  return read_part(fd, data, bytes, offset);
}
ssize_t pread64(int fd, void* data, size_t bytes, off_t offset) {
  return read_part(fd, data, bytes, offset);
}
ssize_t preadv(int fd, const struct iovec* parts, int count, off_t offset) {
  ON_DESCRIPTOR(k_read, fd, offset, syscall(SYS_preadv, fd, parts, count, offset, 0));
}
ssize_t preadv64(int fd, const struct iovec* parts, int count, off_t offset) {
  return preadv(fd, parts, count, offset);
}

int flock(int fd, int operation) {
  const char* how = getenv("HEATREEL_SHIM_FLOCK");
  if (how == NULL) {
    return (int)syscall(SYS_flock, fd, operation);
  }
  if (strcmp(how, "lies") == 0) {
    return 0;
  }
  errno = ENOSYS;
  return -1;
}

// Names that change. `to` is NULL for a removal.
static int change_name(enum kind kind, const char* from, const char* to, int flags) {
  struct record record = {.kind = kind};
  struct stat status = {0};
  lstat(from, &status);
  record.inode = status.st_ino;
  char full_from[2 * path_room], full_to[2 * path_room] = "";
  absolute(from, full_from);
  if (to != NULL) {
    absolute(to, full_to);
  }
  const int action = action_for(kind);
  CARRY_OUT(record, action,
            to == NULL       ? syscall(SYS_unlinkat, AT_FDCWD, from, 0)
            : kind == k_link ? syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)
                             : syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags));
  const struct iovec second = {full_to, strlen(full_to)};
  append(&record, full_from, &second, 1);
  return (int)answer(&record);
}

int renameat2(int at, const char* from, int to_at, const char* to, unsigned flags) {
  return at == AT_FDCWD && to_at == AT_FDCWD && watched_path(to)
             ? change_name(k_rename, from, to, (int)flags)
             : (int)syscall(SYS_renameat2, at, from, to_at, to, flags);
}
int rename(const char* from, const char* to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int link(const char* from, const char* to) {
  return watched_path(to) ? change_name(k_link, from, to, 0)
                          : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int unlink(const char* path) {
  return watched_path(path) ? change_name(k_unlink, path, NULL, 0)
                            : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
