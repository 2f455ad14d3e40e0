/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Containers that get no frames at present, or only at a pace, because their CPU budget is used up: ThrottleTable.cs. Shared between the
// XDP programs of all uplinks, and those of the kernel path.

// Mapped into the daemon, which writes the first three fields. Entry 0 is not a container: its time is the latest of all, so that a frame
// costs one load and no clock while no container is throttled.
struct throttle {
    __u64 until; // CLOCK_MONOTONIC; 0 when not throttled
    __s64 bunch; // frames admitted together meanwhile; 0 for none
    __u64 pause; // from one bunch to the next
    __u64 next; // CLOCK_MONOTONIC; when the next bunch may come
    __s64 rest; // frames left of this bunch
    __u64 unused[3]; // fills the cache line
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct throttle);
} throttles SEC(".maps");

// What happened to a throttled container's frames. One count per CPU: a flood arrives on several, and a shared cache line would cost more
// than everything else.
struct throttle_count {
    __u64 frames; // dropped
    __u64 bytes;
    __u64 admitted;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct throttle_count);
} throttle_counts SEC(".maps");

static __always_inline int is_any_throttled(void)
{
    __u32 zero = 0;
    struct throttle *latest = bpf_map_lookup_elem(&throttles, &zero);

    return latest && latest->until;
}

// A container's throttle; null while it has none. Usually the daemon ends a throttle. The clock is for when it cannot, so a tick's
// resolution suffices, at a tenth of the cost of a dropped frame.
static __always_inline struct throttle *throttle_of(__u32 entry)
{
    struct throttle *throttle = bpf_map_lookup_elem(&throttles, &entry);

    return throttle && throttle->until && bpf_ktime_get_coarse_ns() < throttle->until ? throttle : NULL;
}

// Whether a throttled container gets this frame or train anyway. When several CPUs ask at once, one more may pass; the daemon sees it.
static __always_inline int is_admitted(struct throttle *throttle, __u32 frames)
{
    if (!throttle->bunch)
        return 0;
    if (throttle->rest <= 0) {
        __u64 now = bpf_ktime_get_ns();

        if (now < throttle->next)
            return 0;
        throttle->next += throttle->pause;
        if (throttle->next < now) // keeps at most one unused bunch
            throttle->next = now;
        throttle->rest += throttle->bunch; // less what a train took too much
        if (throttle->rest <= 0)
            return 0;
    }
    throttle->rest -= frames;
    return 1;
}

// Whether a container does not get a frame, or a train of frames; if so, counts them.
static __always_inline int is_over_budget(__u32 entry, __u32 frames, __u32 bytes)
{
    struct throttle *throttle = throttle_of(entry);
    struct throttle_count *count = throttle ? bpf_map_lookup_elem(&throttle_counts, &entry) : NULL;

    if (!throttle || !count)
        return 0;
    if (is_admitted(throttle, frames)) {
        count->admitted += frames;
        return 0;
    }
    count->frames += frames;
    count->bytes += bytes;
    return 1;
}
