// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Brackets softirqs: softirq_clock.h. A softirq interrupts whatever thread has the CPU, or runs in ksoftirqd; the bracket is the same. One
// on top of a worker is in that thread's CPU time already. If somebody pays for it, the worker leaves it out of its bills; if nobody does,
// it stays with what the worker was at, such as a delivery. SoftirqClock.cs.
//
// All kinds are bracketed, as /proc/stat counts them. Only those of the network meet a frame, so the others are the host's.

#include <stddef.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

#include "softirq_clock.h"

SEC("raw_tp/softirq_entry")
int falcon_softirq_entry(void *context)
{
    struct softirq_cpu *here = softirq_here();

    (void)context;
    if (!here)
        return 0;
    here->payer = NO_PAYER;
    here->since = here->entered = bpf_ktime_get_ns();
    return 0;
}

SEC("raw_tp/softirq_exit")
int falcon_softirq_exit(void *context)
{
    struct softirq_cpu *here = softirq_here();
    int over_worker, has_payer;
    __u64 now, spent;

    (void)context;
    if (!here || !here->since)
        return 0;
    now = bpf_ktime_get_ns();
    spent = now - here->entered;
    has_payer = here->payer != NO_PAYER;
    over_worker = here->worker && here->worker == (__u32)bpf_get_current_pid_tgid();
    if (has_payer || !over_worker)
        charge(here, has_payer ? here->payer : HOST, now - here->since);
    if (over_worker)
        here->over_worker += spent;
    if (over_worker && has_payer)
        here->billed_over_worker += spent;
    here->total += spent;
    here->since = 0;
    return 0;
}

// A worker that is bound to this CPU runs it, because a process cannot know its threads' numbers outside of its own PID namespace.
SEC("raw_tp")
int falcon_worker_here(void *context)
{
    struct softirq_cpu *here = softirq_here();

    (void)context;
    if (here)
        here->worker = (__u32)bpf_get_current_pid_tgid();
    return 0;
}

char _license[] SEC("license") = "GPL";
