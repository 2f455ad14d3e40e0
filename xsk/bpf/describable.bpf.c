// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Keeps frames out of a packet socket's ring that a virtio header cannot describe: a container's SCTP segmentation, for one. The kernel
// would drop such a frame after it has marked the ring's slot as taken, and never fill that slot again: tpacket_rcv of
// net/packet/af_packet.c jumps to drop_n_account with the slot's bit of rx_owner_map set, so no frame would come any more.

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define WHOLE_FRAME 0x7fffffff

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

// What is used of the kernel's structs; where it lies there is told by the kernel's BTF when the program is loaded.
struct skb_shared_info {
    unsigned int gso_type;
};

struct sk_buff {
    unsigned char *head;
    unsigned int end; // an offset on 64-bit machines
};

#pragma clang attribute pop

// The types that virtio_net_hdr_from_skb of linux/virtio_net.h knows; since Linux 6.2. A kernel that lacks one has its bit unused.
enum {
    SKB_GSO_TCPV4 = 1 << 0,
    SKB_GSO_TCPV6 = 1 << 4,
    SKB_GSO_UDP_L4 = 1 << 17,
};

// Functions of the kernel that programs of any type may call; since Linux 6.2, with CONFIG_DEBUG_INFO_BTF.
extern void *bpf_cast_to_kern_ctx(void *) __ksym;
extern void *bpf_rdonly_cast(const void *, __u32) __ksym;

__u64 refused;

SEC("socket")
int falcon_describable(struct __sk_buff *context)
{
    if (!context->gso_size)
        return WHOLE_FRAME;

    struct sk_buff *skb = bpf_cast_to_kern_ctx(context);
    struct skb_shared_info *shared =
        bpf_rdonly_cast(skb->head + skb->end, bpf_core_type_id_kernel(struct skb_shared_info));
    if (shared->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4))
        return WHOLE_FRAME;
    __sync_fetch_and_add(&refused, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
