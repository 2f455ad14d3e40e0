// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The filter before a packet socket's ring where known flows stay in the kernel: it also refuses what the kernel path carries, and leaves
// the verdict to falcon_port_decided. A program of its own, so that a kernel that refuses it still has the plain one.

#define KERNEL_PATH
#include "ring_guard.bpf.c"
