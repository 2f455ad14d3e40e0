// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Distributes what containers send over the packet sockets of a fanout group (PACKET_FANOUT_EBPF, packet(7)). The kernel takes the result
// modulo the number of sockets.

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define IP_FRAGMENT 0x3fff // more fragments, or an offset: RFC 791 section 3.1

// What all frames of a flow have in common.
struct flow {
    __u32 source[4];
    __u32 destination[4];
    __u32 ports;
    __u32 protocol;
};

static __always_inline bool has_ports(__u8 protocol)
{
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

static __always_inline void read_ports(struct __sk_buff *skb, struct flow *flow, __u32 offset)
{
    if (has_ports(flow->protocol))
        bpf_skb_load_bytes_relative(skb, offset, &flow->ports, sizeof(flow->ports), BPF_HDR_START_NET);
}

static __always_inline void read_ipv4(struct __sk_buff *skb, struct flow *flow)
{
    struct iphdr ip;

    if (bpf_skb_load_bytes_relative(skb, 0, &ip, sizeof(ip), BPF_HDR_START_NET))
        return;
    flow->source[0] = ip.saddr;
    flow->destination[0] = ip.daddr;
    flow->protocol = ip.protocol;
    if (!(ip.frag_off & bpf_htons(IP_FRAGMENT)))
        read_ports(skb, flow, ip.ihl * 4);
}

// Ignores ports after extension headers: such packets between two hosts stay together.
static __always_inline void read_ipv6(struct __sk_buff *skb, struct flow *flow)
{
    struct ipv6hdr ip;

    if (bpf_skb_load_bytes_relative(skb, 0, &ip, sizeof(ip), BPF_HDR_START_NET))
        return;
    __builtin_memcpy(flow->source, &ip.saddr, sizeof(flow->source));
    __builtin_memcpy(flow->destination, &ip.daddr, sizeof(flow->destination));
    flow->protocol = ip.nexthdr;
    read_ports(skb, flow, sizeof(ip));
}

#define FLOW_WORDS (sizeof(struct flow) / sizeof(__u32))

// Random and secret; set by PacketFanout.
const volatile struct {
    __u64 base;
    __u64 factors[FLOW_WORDS];
} key;

// Vector multiply-shift: M. Thorup, "High Speed Hashing for Integers and Strings", section 3.5. Without the key nobody can do better than
// chance: any two flows get independent numbers, all equally likely, so they share one of n sockets with probability 1/n. It does not
// protect against somebody who can see which socket gets which flow: the sum is linear, and enough answers reveal the key.
static __always_inline __u32 hash(const struct flow *flow)
{
    const __u32 *words = (const __u32 *)flow;
    __u64 sum = key.base;

#pragma unroll
    for (int i = 0; i < (int)FLOW_WORDS; i++)
        sum += key.factors[i] * words[i];
    return sum >> 32;
}

// All frames go to the first socket.
SEC("socket")
int falcon_gather(struct __sk_buff *skb)
{
    (void)skb;
    return 0;
}

// Each flow goes to one of the sockets. Frames that are not IP go to the first.
SEC("socket")
int falcon_spread(struct __sk_buff *skb)
{
    struct flow flow = {};

    if (skb->protocol == bpf_htons(ETH_P_IP))
        read_ipv4(skb, &flow);
    else if (skb->protocol == bpf_htons(ETH_P_IPV6))
        read_ipv6(skb, &flow);
    else
        return 0;
    return hash(&flow);
}

char _license[] SEC("license") = "GPL";
