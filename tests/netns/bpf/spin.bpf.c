// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Stays in the middle of a run for a while, to find out who waits for it: GracePeriodTests.cs.

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define TURNS (1 << 23)

const volatile __u64 span; // nanoseconds

struct run {
    __u64 began; // CLOCK_MONOTONIC
    __u64 ended;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct run);
} runs SEC(".maps");

static long turn(__u32 index, __u64 *end)
{
    (void)index;
    return bpf_ktime_get_ns() >= *end;
}

SEC("tc")
int spin(struct __sk_buff *skb)
{
    __u32 zero = 0;
    struct run *run = bpf_map_lookup_elem(&runs, &zero);
    __u64 end;

    (void)skb;
    if (!run)
        return 0;
    run->began = bpf_ktime_get_ns();
    end = run->began + span;
    bpf_loop(TURNS, turn, &end, 0);
    run->ended = bpf_ktime_get_ns();
    return 0;
}

char _license[] SEC("license") = "GPL";
