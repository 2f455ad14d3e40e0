/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Limits what a container may send while its CPU budget is used up to what its closed transmit gate passes. The gate is in the container's
// namespace, where PACKET_QDISC_BYPASS bypasses it and CAP_NET_ADMIN can remove it. This is at the host end. Included by ring_guard.bpf.c
// and port.bpf.c.

#define HOLD_BURST 16 // frames at once; the gate's own burst is two

// One entry per port, mapped into the daemon, which writes the first field: PortHolds.cs.
struct hold {
    __u64 pause; // nanoseconds from one frame to the next; 0: the port is not held
    __u64 next;  // CLOCK_MONOTONIC; when the next frame is due
    __u64 frames; // dropped so far
    __u64 bytes;
    __u64 unused[4]; // fills the cache line
};

// Shared between the programs of all sockets and devices.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct hold);
} holds SEC(".maps");

// Whether a frame comes earlier than the closed gate would pass it; if so, counts it. When several CPUs ask at once, a frame more may pass.
static __always_inline int is_held(__u32 port, __u32 length)
{
    struct hold *hold = bpf_map_lookup_elem(&holds, &port);
    __u64 pause = hold ? hold->pause : 0;
    __u64 now, next;

    if (!pause)
        return 0;
    now = bpf_ktime_get_ns();
    next = hold->next;
    if (next <= now + HOLD_BURST * pause) {
        hold->next = (next > now ? next : now) + pause;
        return 0;
    }
    __sync_fetch_and_add(&hold->frames, 1);
    __sync_fetch_and_add(&hold->bytes, length);
    return 1;
}
