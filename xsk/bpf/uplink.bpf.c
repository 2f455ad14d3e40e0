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

#include "throttles.h"
#include "receiver_gates.h"

static __always_inline __u32 *entry_of(__u32 vni, const struct ethhdr *inner)
{
    struct container key = { .vni = vni };

    __builtin_memcpy(key.mac, inner->h_dest, ETH_ALEN);
    return bpf_map_lookup_elem(&containers, &key);
}

// Whether the frame's container gets none at present. The cursor is at the inner frame; a frame cut short passes.
static __always_inline int is_throttled(struct xdp_md *ctx, struct cursor c, __u32 vni)
{
    struct ethhdr *inner;
    __u32 *entry;

    if (!is_any_throttled())
        return 0;
    inner = TAKE(&c, struct ethhdr);
    entry = inner ? entry_of(vni, inner) : NULL;
    return entry && is_over_budget(*entry, 1, bpf_xdp_get_buff_len(ctx));
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
