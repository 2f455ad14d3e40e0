// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// XDP program on an uplink: VXLAN frames (RFC 7348) with a local VTEP and a known VNI go to the AF_XDP socket of their receive queue. All
// other frames go to the host: fragments, other ports, other addresses, ssh. Without a socket everything passes. Frames to a throttled
// container are dropped here, where a drop is cheapest: before the copy into the UMEM.

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

const volatile __be16 vxlan_port;
#define VXLAN_PORT vxlan_port

#include "overlay_frames.h"

// Resized to the number of receive queues before loading.
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

// A container that may be throttled: a MAC address of an overlay. Its value is its entry in the tables below.
struct container {
    __u32 vni;
    __u8 mac[ETH_ALEN];
    __u16 zero;
};

// Resized and shared between the programs of all uplinks, like the tables below: ThrottleTable.cs.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1);
    __type(key, struct container);
    __type(value, __u32);
} containers SEC(".maps");

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

#include "receiver_gates.h"

static __always_inline __u32 *entry_of(__u32 vni, const struct ethhdr *inner)
{
    struct container key = { .vni = vni };

    __builtin_memcpy(key.mac, inner->h_dest, ETH_ALEN);
    return bpf_map_lookup_elem(&containers, &key);
}

// Whether a throttled container gets this frame anyway. When several CPUs ask at once, a frame more may pass; the daemon sees it.
static __always_inline int is_admitted(struct throttle *throttle)
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
        throttle->rest = throttle->bunch;
    }
    throttle->rest--;
    return 1;
}

// Whether the frame's container gets none at present; if so, counts the frame. The cursor is at the inner frame; a frame cut short passes.
// Usually the daemon ends a throttle. The clock is for when it cannot, so a tick's resolution suffices, at a tenth of the cost of a dropped
// frame.
static __always_inline int is_throttled(struct xdp_md *ctx, struct cursor c, __u32 vni)
{
    __u32 zero = 0;
    struct throttle *latest = bpf_map_lookup_elem(&throttles, &zero);
    struct throttle_count *count;
    struct throttle *throttle;
    struct ethhdr *inner;
    __u32 *entry;

    if (!latest || !latest->until)
        return 0;
    inner = TAKE(&c, struct ethhdr);
    entry = inner ? entry_of(vni, inner) : NULL;
    throttle = entry ? bpf_map_lookup_elem(&throttles, entry) : NULL;
    if (!throttle || !throttle->until || bpf_ktime_get_coarse_ns() >= throttle->until)
        return 0;
    count = bpf_map_lookup_elem(&throttle_counts, entry);
    if (!count)
        return 0;
    if (is_admitted(throttle)) {
        count->admitted++;
        return 0;
    }
    count->frames++;
    count->bytes += bpf_xdp_get_buff_len(ctx);
    return 1;
}

SEC("xdp")
int falcon_uplink(struct xdp_md *ctx)
{
    struct cursor c = { .next = (void *)(long)ctx->data, .end = (void *)(long)ctx->data_end };
    struct vxlan_header *vxlan = take_ours(&c);
    __u32 vni;

    if (!vxlan)
        return XDP_PASS;
    vni = bpf_ntohl(vxlan->vni) >> 8;
    if (is_throttled(ctx, c, vni) || is_gated(c, vni))
        return XDP_DROP;
    return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_PASS);
}

char _license[] SEC("license") = "GPL";
