/* Writing that fails when it is told to: `python -m benchmarks.crash` preloads this.

   Counts, after guidegraph_arm(kind, number), what changes files, and does to the call of that
   number what `kind` says. Its class is kept: `w` writes to a regular file (write, pwrite), `s`
   syncs one (fsync, fdatasync), `n` names, makes or cuts one (open that makes it, mkdir, rename,
   unlink, ftruncate). Clearing away a folder (rmdir, unlinkat) is not counted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, COUNT, KILL, KILL_HALFWAY, IO_ERROR, DISK_FULL, SHORT, FSYNC };

static int kind = OFF;
static long wanted = 0, count = 0;
static char classes[1 << 16];

void guidegraph_arm(int what, long number) { kind = what; wanted = number; count = 0; }
long guidegraph_count(void) { return count; }
const char *guidegraph_classes(void) { return classes; }

static int regular(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

/* Whether this call, of class `one`, is the one; a full disk stays full. */
static int hit(char one) {
    if (kind == OFF) return 0;
    if (count < (long)sizeof classes - 1) classes[count] = one;
    count++;
    if (kind == COUNT) return 0;
    if (kind == DISK_FULL) return count >= wanted;
    return count == wanted;
}

static int fail(void) {
    if (kind == KILL || kind == KILL_HALFWAY) raise(SIGKILL);
    errno = kind == DISK_FULL ? ENOSPC : EIO;
    return -1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t)
    if (kind != OFF && regular(fd) && hit('w')) {
        if (kind == KILL_HALFWAY || kind == SHORT) {
            ssize_t done = real(fd, data, size > 1 ? size / 2 : size);
            if (kind == SHORT) return done;
        }
        return fail();
    }
    return real(fd, data, size);
}

#define PWRITE(called, offset_type) \
    ssize_t called(int fd, const void *data, size_t size, offset_type at) { \
        REAL(ssize_t, #called, int, const void *, size_t, offset_type) \
        if (kind != OFF && regular(fd) && hit('w')) { \
            if (kind == KILL_HALFWAY || kind == SHORT) { \
                ssize_t done = real(fd, data, size > 1 ? size / 2 : size, at); \
                if (kind == SHORT) return done; \
            } \
            return fail(); \
        } \
        return real(fd, data, size, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_HANDLE(called) \
    int called(int fd) { \
        REAL(int, #called, int) \
        return kind != OFF && regular(fd) && hit('s') ? fail() : real(fd); \
    }
ON_HANDLE(fsync)
ON_HANDLE(fdatasync)

#define TRUNCATE(called, offset_type) \
    int called(int fd, offset_type size) { \
        REAL(int, #called, int, offset_type) \
        return kind != OFF && regular(fd) && hit('n') ? fail() : real(fd, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *)
    return kind != OFF && hit('n') ? fail() : real(from, to);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *)
    return kind != OFF && hit('n') ? fail() : real(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t)
    struct stat found;
    return kind != OFF && stat(path, &found) != 0 && hit('n') ? fail() : real(path, mode);
}

#define OPEN(called) \
    int called(const char *path, int flags, ...) { \
        REAL(int, #called, const char *, int, ...) \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        struct stat found; \
        int makes = kind != OFF && flags & O_CREAT && stat(path, &found) != 0; \
        return makes && hit('n') ? fail() : real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
