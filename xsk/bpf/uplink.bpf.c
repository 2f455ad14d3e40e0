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

#define MAX_VLAN_TAGS 2
#define MAX_VTEPS 16
#define IP_FRAGMENT 0x3fff // more fragments, or an offset: RFC 791 section 3.1
#define VXLAN_VNI_VALID 0x08 // the I flag: RFC 7348 section 5

struct vlan_tag {
    __be16 tci;
    __be16 protocol;
};

struct vxlan_header {
    __u8 flags;
    __u8 reserved[3];
    __be32 vni; // in the upper 24 bits
};

// Reads a frame from its start towards its inner frame.
struct cursor {
    void *next;
    void *end;
};

const volatile __be16 vxlan_port;

// Resized to the number of receive queues before loading.
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

// The local VTEPs. They are few: comparing all of them costs less than a hash lookup.
struct vteps {
    __u32 count4;
    __u32 count6;
    __be32 address4[MAX_VTEPS];
    struct in6_addr address6[MAX_VTEPS];
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct vteps);
} vteps SEC(".maps");

// One bit for each of the 2^24 VNIs: 2 MiB, and a lookup that the verifier inlines.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1 << 18);
    __type(key, __u32);
    __type(value, __u64);
} vnis SEC(".maps");

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

// The next header of the frame, or NULL if it is cut short.
#define TAKE(cursor, type) ((type *)take(cursor, sizeof(type)))

static __always_inline void *take(struct cursor *c, __u32 size)
{
    void *header = c->next;

    if (header + size > c->end)
        return NULL;
    c->next = header + size;
    return header;
}

// The EtherType after all VLAN tags; 0 if there is none.
static __always_inline __be16 take_ethernet(struct cursor *c)
{
    struct ethhdr *ethernet = TAKE(c, struct ethhdr);
    __be16 type;

    if (!ethernet)
        return 0;
    type = ethernet->h_proto;
#pragma unroll
    for (int i = 0; i < MAX_VLAN_TAGS; i++) {
        struct vlan_tag *tag;

        if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
            break;
        tag = TAKE(c, struct vlan_tag);
        if (!tag)
            return 0;
        type = tag->protocol;
    }
    return type;
}

// These return the destination address if the payload is an unfragmented UDP datagram, otherwise NULL.
static __always_inline __be32 *take_ipv4(struct cursor *c)
{
    struct iphdr *ip = TAKE(c, struct iphdr);

    if (!ip || ip->version != 4 || ip->ihl < 5)
        return NULL;
    if (ip->protocol != IPPROTO_UDP || ip->frag_off & bpf_htons(IP_FRAGMENT))
        return NULL;
    c->next = (void *)ip + ip->ihl * 4;
    return &ip->daddr;
}

static __always_inline struct in6_addr *take_ipv6(struct cursor *c)
{
    struct ipv6hdr *ip = TAKE(c, struct ipv6hdr);

    if (!ip || ip->version != 6 || ip->nexthdr != IPPROTO_UDP)
        return NULL;
    return &ip->daddr;
}

// The VXLAN header of a datagram to the VXLAN port, otherwise NULL.
static __always_inline struct vxlan_header *take_vxlan(struct cursor *c)
{
    struct udphdr *udp = TAKE(c, struct udphdr);

    if (!udp || udp->dest != vxlan_port)
        return NULL;
    return TAKE(c, struct vxlan_header);
}

#include "receiver_gates.h"

static __always_inline int is_local4(const __be32 *address)
{
    __u32 zero = 0;
    struct vteps *local = bpf_map_lookup_elem(&vteps, &zero);

    for (__u32 i = 0; local && i < MAX_VTEPS && i < local->count4; i++)
        if (local->address4[i] == *address)
            return 1;
    return 0;
}

static __always_inline int is_local6(const struct in6_addr *address)
{
    __u32 zero = 0;
    struct vteps *local = bpf_map_lookup_elem(&vteps, &zero);

    for (__u32 i = 0; local && i < MAX_VTEPS && i < local->count6; i++) {
        const __be32 *ours = local->address6[i].s6_addr32;
        const __be32 *theirs = address->s6_addr32;

        if (ours[3] == theirs[3] && ours[2] == theirs[2] && ours[1] == theirs[1] && ours[0] == theirs[0])
            return 1;
    }
    return 0;
}

static __always_inline int is_ours(__u32 vni)
{
    __u32 word = vni / 64;
    __u64 *bits = bpf_map_lookup_elem(&vnis, &word);

    return bits && *bits >> (vni % 64) & 1;
}

// Cheap tests first: compares ports before it looks into any map.
static __always_inline struct vxlan_header *take_overlay(struct cursor *c)
{
    struct vxlan_header *vxlan;
    __be16 type = take_ethernet(c);

    if (type == bpf_htons(ETH_P_IP)) {
        __be32 *destination = take_ipv4(c);

        if (!destination)
            return NULL;
        vxlan = take_vxlan(c);
        return vxlan && is_local4(destination) ? vxlan : NULL;
    }
    if (type == bpf_htons(ETH_P_IPV6)) {
        struct in6_addr *destination = take_ipv6(c);

        if (!destination)
            return NULL;
        vxlan = take_vxlan(c);
        return vxlan && is_local6(destination) ? vxlan : NULL;
    }
    return NULL;
}

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
    struct vxlan_header *vxlan = take_overlay(&c);
    __u32 vni;

    if (!vxlan || !(vxlan->flags & VXLAN_VNI_VALID))
        return XDP_PASS;
    vni = bpf_ntohl(vxlan->vni) >> 8;
    if (!is_ours(vni))
        return XDP_PASS;
    if (is_throttled(ctx, c, vni) || is_gated(c, vni))
        return XDP_DROP;
    return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_PASS);
}

char _license[] SEC("license") = "GPL";
