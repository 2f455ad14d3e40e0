// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// At tcx's ingress on an uplink without an XDP program (attach: tc). What the programs before it have left of our overlays' frames goes
// into the diversion, a veth pair whose other end has uplink.bpf.c and the AF_XDP sockets. All else is the host's. Frames with a VLAN tag
// are the host's, too: the tag would not be seen any more at the other end.

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "kernel_path_left.h"

// linux/bpf.h since Linux 6.6
#define TCX_NEXT (-1)

#define HEADERS (ETH_HLEN + 60 + sizeof(struct udphdr) + 8) // with all IPv4 options

// Set by DivertProgram.
const volatile struct {
    __u32 device; // our end of the diversion
    __be16 vxlan_port;
    __u16 counts; // whether the kernel path's program comes before
} divert;

#define VXLAN_PORT divert.vxlan_port

#include "overlay_frames.h"

// Kernel function that programs of any type may call, since Linux 6.2 with CONFIG_DEBUG_INFO_BTF.
extern void *bpf_cast_to_kern_ctx(void *) __ksym;

// The engine gets the frame; a train will be cut on the way.
static __always_inline void count(struct __sk_buff *skb)
{
    struct path_left *left = left_here();

    if (!left || left->frame != (__u64)bpf_cast_to_kern_ctx(skb))
        return;
    left->frame = 0;
    count_left(left, skb->gso_segs > 1 ? skb->gso_segs : 1);
}

SEC("tc")
int falcon_divert(struct __sk_buff *skb)
{
    struct cursor c;

    if (skb->vlan_present)
        return TCX_NEXT;
    bpf_skb_pull_data(skb, skb->len < HEADERS ? skb->len : HEADERS);
    c.next = (void *)(long)skb->data;
    c.end = (void *)(long)skb->data_end;
    if (!take_ours(&c))
        return TCX_NEXT;
    if (divert.counts)
        count(skb);
    return bpf_redirect(divert.device, 0);
}

char _license[] SEC("license") = "GPL";
