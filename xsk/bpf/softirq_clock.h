/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Who pays for softirqs (Iron, NSDI'18): softirq.bpf.c brackets them, and whoever sees a frame says with bill() whose work
// follows. A bracket is divided at each bill(). What comes before the first one belongs to its payer. Softirqs do not nest on one CPU, so
// each CPU is the only writer of its part, and nothing here is atomic. Hard interrupts belong to what they interrupt.

#define NO_PAYER (~0u)
#define HOST 0 // its place among the payers; the ports follow

// What a CPU is at: SoftirqCpu.cs. Mapped into the daemon.
struct softirq_cpu {
    __u64 since;       // CLOCK_MONOTONIC: the bracket's last division; 0: none is open
    __u64 entered;     // CLOCK_MONOTONIC: its beginning
    __u32 payer;       // who pays since then
    __u32 worker;      // the thread of the worker that is bound to this CPU; 0 for none
    __u32 row;         // the first of its payers in softirq_times
    __u32 zero;
    __u64 total;       // nanoseconds of all brackets that have ended
    __u64 over_worker; // part of it, on top of the worker
    __u64 billed_over_worker; // part of that, in brackets with a payer
    __u64 unused[9];   // fills a pair of cache lines
};

_Static_assert(sizeof(struct softirq_cpu) == 128 && offsetof(struct softirq_cpu, worker) == 20, "SoftirqCpu.cs");
_Static_assert(offsetof(struct softirq_cpu, total) == 32 && offsetof(struct softirq_cpu, billed_over_worker) == 48, "SoftirqCpu.cs");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1); // the number of CPUs
    __type(key, __u32);
    __type(value, struct softirq_cpu);
} softirq_cpus SEC(".maps");

// Nanoseconds by CPU and payer, mapped into the daemon: SoftirqTimes.cs.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} softirq_times SEC(".maps");

static __always_inline struct softirq_cpu *softirq_here(void)
{
    __u32 cpu = bpf_get_smp_processor_id();

    return bpf_map_lookup_elem(&softirq_cpus, &cpu);
}

static __always_inline void charge(const struct softirq_cpu *here, __u32 payer, __u64 nanoseconds)
{
    __u32 cell = here->row + payer;
    __u64 *time = bpf_map_lookup_elem(&softirq_times, &cell);

    if (time)
        *time += nanoseconds;
}

// Says whose work follows. Most frames have the payer of the one before, and cost no look at the clock.
static __always_inline void bill(__u32 payer)
{
    struct softirq_cpu *here = softirq_here();
    __u64 now;

    if (!here || !here->since || here->payer == payer)
        return;
    if (here->payer != NO_PAYER) {
        now = bpf_ktime_get_ns();
        charge(here, here->payer, now - here->since);
        here->since = now;
    }
    here->payer = payer;
}
