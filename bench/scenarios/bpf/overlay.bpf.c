// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// An overlay of XDP programs only, to show the best that an eBPF dataplane reaches. Static tables, IPv4 underlay, no learning, no flooding.

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define VXLAN_PORT 4789
#define VNI_FLAG 0x08000000

struct vxlan {
    __be32 flags;
    __be32 vni;
};

struct outer {
    struct ethhdr ethernet;
    struct iphdr ip;
    struct udphdr udp;
    struct vxlan vxlan;
} __attribute__((packed));

// From the inner destination MAC address (low 6 bytes) to the index of a device in `devices`.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, __u64);
    __type(value, __u32);
} ports SEC(".maps");

// 0 is the uplink, the others are the host ends of the containers' veth pairs.
struct {
    __uint(type, BPF_MAP_TYPE_DEVMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} devices SEC(".maps");

// The outer header to the only peer, complete except lengths, checksum and source port.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct outer);
} peer SEC(".maps");

static __always_inline __u64 mac_key(const __u8 *mac)
{
    __u64 key = 0;
    __builtin_memcpy(&key, mac, ETH_ALEN);
    return key;
}

static __always_inline int is_ours(const struct outer *outer)
{
    return outer->ethernet.h_proto == bpf_htons(ETH_P_IP) && outer->ip.ihl == 5 && outer->ip.protocol == IPPROTO_UDP
        && !(outer->ip.frag_off & bpf_htons(0x3fff)) && outer->udp.dest == bpf_htons(VXLAN_PORT)
        && outer->vxlan.flags == bpf_htonl(VNI_FLAG);
}

// On the uplink: removes the outer header of VXLAN frames and redirects them to the container with their MAC address.
SEC("xdp")
int uplink(struct xdp_md *ctx)
{
    void *data = (void *)(long)ctx->data;
    void *end = (void *)(long)ctx->data_end;
    struct outer *outer = data;
    struct ethhdr *inner = (void *)(outer + 1);
    if ((void *)(inner + 1) > end || !is_ours(outer))
        return XDP_PASS;

    __u64 key = mac_key(inner->h_dest);
    __u32 *port = bpf_map_lookup_elem(&ports, &key);
    if (!port || bpf_xdp_adjust_head(ctx, sizeof(struct outer)))
        return XDP_DROP;
    return bpf_redirect_map(&devices, *port, XDP_DROP);
}

static __always_inline __u16 fold(__u32 sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return ~sum;
}

static __always_inline int encapsulate(struct xdp_md *ctx, __u32 length)
{
    __u32 zero = 0;
    struct outer *template = bpf_map_lookup_elem(&peer, &zero);
    if (!template || bpf_xdp_adjust_head(ctx, -(int)sizeof(struct outer)))
        return XDP_DROP;
    void *data = (void *)(long)ctx->data;
    void *end = (void *)(long)ctx->data_end;
    struct outer *outer = data;
    struct ethhdr *inner = (void *)(outer + 1);
    struct iphdr *ip = (void *)(inner + 1);
    if ((void *)(ip + 1) + 4 > end)
        return XDP_DROP;

    __builtin_memcpy(outer, template, sizeof(*outer));
    struct iphdr *outer_ip = data + sizeof(struct ethhdr);
    __u16 inner_ports = *(__u16 *)(ip + 1) ^ *((__u16 *)(ip + 1) + 1);
    outer->udp.source = bpf_htons(0xc000 | (inner_ports & 0x3fff));
    outer->udp.len = bpf_htons(length + sizeof(struct udphdr) + sizeof(struct vxlan));
    outer->ip.tot_len = bpf_htons(length + sizeof(struct outer) - sizeof(struct ethhdr));
    outer_ip->check = fold(bpf_csum_diff(0, 0, (__be32 *)outer_ip, sizeof(*outer_ip), 0));
    return bpf_redirect_map(&devices, 0, XDP_DROP);
}

// On the host end of a container's veth: redirects to a neighbour on this host, or encapsulates and sends to the peer.
SEC("xdp")
int port(struct xdp_md *ctx)
{
    void *data = (void *)(long)ctx->data;
    void *end = (void *)(long)ctx->data_end;
    struct ethhdr *ethernet = data;
    if ((void *)(ethernet + 1) > end)
        return XDP_DROP;

    __u64 key = mac_key(ethernet->h_dest);
    __u32 *neighbour = bpf_map_lookup_elem(&ports, &key);
    if (neighbour)
        return bpf_redirect_map(&devices, *neighbour, XDP_DROP);
    return ethernet->h_dest[0] & 1 ? XDP_DROP : encapsulate(ctx, end - data);
}

char _license[] SEC("license") = "GPL";
