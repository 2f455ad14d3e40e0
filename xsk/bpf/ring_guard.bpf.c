// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Socket filter before a packet socket's ring. It decides per frame, before the copy, and gives the reason for each refusal:
//
//   indescribable  a virtio header cannot describe it, for example a container's SCTP segmentation. The kernel would drop such a frame
//                  after it has marked the ring's slot as taken, and never fill that slot again: tpacket_rcv of net/packet/af_packet.c
//                  jumps to drop_n_account with the slot's bit of rx_owner_map set. No more frames would come.
//   over share     the port already has its share of the free frames or bytes waiting.
//   past its gate  the port's CPU budget is used up, and it sends more than its closed gate passes: port_holds.h.
//   no port        the device is not a port.
//   the kernel's   the kernel path carries it: ring_guard_path.bpf.c.
//
// Shares are dynamic thresholds (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998): a port
// may hold SHARE times what is free. One busy port gets SHARE / (SHARE + 1) of the ring, n of them SHARE / (n * SHARE + 1) each, and there
// is always room for a new one. What waits is what came in, counted here, minus what went out, counted by the daemon. The kernel may
// still lose a frame after it was counted, when CPUs ask for the last free slot at the same time. Each such frame makes the ring look
// fuller than it is, so there are at most as many of them as CPUs.

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#ifdef KERNEL_PATH
#include <stddef.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include "softirq_clock.h"
#include "kernel_path_tables.h"
#include "kernel_path_frames.h"
#include "kernel_path_order.h"
#include "kernel_path_budgets.h"
#include "kernel_path_sender.h"
#endif

#define WHOLE_FRAME 0x7fffffff
#define SHARE 8

#include "port_holds.h"

#ifndef KERNEL_PATH
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

// The used fields of the kernel's structs. The kernel's BTF gives their offsets when the program is loaded.
struct skb_shared_info {
    unsigned int gso_type;
};

struct sk_buff {
    unsigned char *head;
    unsigned int end; // an offset on 64-bit machines
};

#pragma clang attribute pop

// The types that virtio_net_hdr_from_skb of linux/virtio_net.h knows, since Linux 6.2. A kernel that lacks one never sets its bit.
enum {
    SKB_GSO_TCPV4 = 1 << 0,
    SKB_GSO_TCPV6 = 1 << 4,
    SKB_GSO_UDP_L4 = 1 << 17,
};

// Kernel functions that programs of any type may call, since Linux 6.2 with CONFIG_DEBUG_INFO_BTF.
extern void *bpf_cast_to_kern_ctx(void *) __ksym;
extern void *bpf_rdonly_cast(const void *, __u32) __ksym;
#endif

// The ports are devices with consecutive interface indices. Without ports every device may send, and nothing is counted.
#ifdef KERNEL_PATH
#define FIRST_DEVICE path.first_port
#define PORTS path.ports
#else
const volatile struct {
    __u32 first_device;
    __u32 ports;
} devices;
#define FIRST_DEVICE devices.first_device
#define PORTS devices.ports
#endif

struct amount {
    __u64 frames;
    __u64 bytes; // of frames that do not fit a slot and wait in the socket's queue
};

// The whole ring: RingAccount.cs. The daemon writes it, except the second cache line.
struct ring {
    struct amount capacity;
    struct amount out;
    __u64 slot_bytes; // the longest frame that fits a slot
    __u64 unused[3];
    struct amount in;
    __u64 indescribable;
    __u64 no_port;
    __u64 unused_too[4];
};

struct ring ring;

// A port's part of the ring: RingShare.cs. The daemon writes the second cache line.
struct share {
    struct amount in;
    struct amount refused; // counts all bytes
    __u64 unused[4];
    struct amount out;
    __u64 unused_too[6];
};

// Mapped into the daemon; resized to the number of ports before loading.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct share);
} shares SEC(".maps");

static __always_inline int is_describable(struct __sk_buff *context)
{
    struct skb_shared_info *shared;
    struct sk_buff *skb;

    if (!context->gso_size)
        return 1;
    skb = bpf_cast_to_kern_ctx(context);
    shared = bpf_rdonly_cast(skb->head + skb->end, bpf_core_type_id_kernel(struct skb_shared_info));
    return shared->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4);
}

static __always_inline int is_over(__s64 waiting, __s64 all, __s64 capacity)
{
    return waiting >= (capacity - all) * SHARE;
}

static __always_inline void add(struct amount *amount, __u64 bytes)
{
    __sync_fetch_and_add(&amount->frames, 1);
    if (bytes)
        __sync_fetch_and_add(&amount->bytes, bytes);
}

// Whether there is room for one more frame of the port; if so, counts it in.
static __always_inline int has_room(__u32 port, __u32 length)
{
    struct share *share = bpf_map_lookup_elem(&shares, &port);
    __u64 queued = length > ring.slot_bytes ? length : 0;

    if (!share)
        return 0;
    if (is_over(share->in.frames - share->out.frames, ring.in.frames - ring.out.frames, ring.capacity.frames) ||
        (queued && is_over(share->in.bytes - share->out.bytes, ring.in.bytes - ring.out.bytes, ring.capacity.bytes))) {
        add(&share->refused, length);
        return 0;
    }
    add(&share->in, queued);
    add(&ring.in, queued);
    return 1;
}

// Whether the kernel path carries the frame. The program at tcx comes next, and believes what is left here for it.
static __always_inline int is_kernels(struct __sk_buff *context, __u32 port)
{
#ifdef KERNEL_PATH
    void *skb = bpf_cast_to_kern_ctx(context);
    struct path_verdict *verdict = verdict_here();
    struct path_left *left = left_here();
    int reason;

    bill(1 + port);
    if (!verdict || !left)
        return 0;
    verdict->frame = 0;
    reason = decide(context, skb, port, verdict, &left->bucket);
    left->waits = reason == ORDER;
    if (reason == DROPPED)
        return 1;
    if (reason) {
        count_not_mine(1 + port, reason);
        return 0;
    }
    verdict->frame = (__u64)skb;
    return 1;
#else
    (void)context;
    (void)port;
    return 0;
#endif
}

// The engine gets the frame.
static __always_inline int take(void)
{
#ifdef KERNEL_PATH
    struct path_left *left = PORTS ? left_here() : NULL;

    if (left)
        count_left(left, 1);
#endif
    return WHOLE_FRAME;
}

// What a held container sends past its gate is the host's to drop: a debt must not grow by what nobody gets.
static __always_inline int refuse_held(void)
{
#ifdef KERNEL_PATH
    bill(HOST);
#endif
    return 0;
}

// The shunt's end beside the host ends: the kernel path's frames come by there on their way to the ports.
static __always_inline int is_shunt(const struct __sk_buff *context)
{
#ifdef KERNEL_PATH
    return context->ifindex == path.shunt;
#else
    (void)context;
    return 0;
#endif
}

SEC("socket")
int falcon_ring_guard(struct __sk_buff *context)
{
    __u32 port = context->ifindex - FIRST_DEVICE;

    if (is_shunt(context))
        return 0;
    if (PORTS && port >= PORTS) {
        __sync_fetch_and_add(&ring.no_port, 1);
        return 0;
    }
    if (PORTS && is_held(port, context->len))
        return refuse_held();
    if (PORTS && is_kernels(context, port))
        return 0;
    if (!is_describable(context)) {
        __sync_fetch_and_add(&ring.indescribable, 1);
        return 0;
    }
    return !PORTS || has_room(port, context->len) ? take() : 0;
}

char _license[] SEC("license") = "GPL";
