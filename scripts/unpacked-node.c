// Lets Debian's Node run from another folder than `/`: it reads scripts of its own from /usr/share/nodejs, and this turns those
// paths into ones below HOLDFAST_ROOT, a string given when it is compiled. Knows nothing else of Node.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char kMoved[] = "/usr/share/nodejs/";

typedef int (*Open)(const char *, int, ...);

static int open_moved(const char *name, const char *path, int flags, mode_t mode) {
  char moved[4096];
  const Open next = (Open)dlsym(RTLD_NEXT, name);
  if (strncmp(path, kMoved, sizeof kMoved - 1) != 0) return next(path, flags, mode);
  const int size = snprintf(moved, sizeof moved, "%s%s", HOLDFAST_ROOT, path);
  return next(size > 0 && (size_t)size < sizeof moved ? moved : path, flags, mode);
}

static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_moved("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_moved("open64", path, flags, mode);
}
