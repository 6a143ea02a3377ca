/* For checking only: zig brings the headers of macOS' C library, and not this one, which mimalloc asks for random bytes. */
#pragma once
#include <stddef.h>
#include <stdint.h>
enum { kCCSuccess = 0 };
int32_t CCRandomGenerateBytes(void *bytes, size_t count);
