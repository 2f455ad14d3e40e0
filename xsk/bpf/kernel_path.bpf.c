// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The kernel path: carries frames whose destination the engine has put into the tables of kernel_path_tables.h, without leaving the kernel
// and without taking trains apart. Programs at tcx's ingress:
//
//   falcon_wire_in   on an uplink. Decapsulates a VXLAN frame (RFC 7348) for one of our ports.
//   falcon_port_out  on the shunt beside the host ends. Hands it to the container.
//   falcon_port_decided, falcon_port_in
//                    on the ports' host ends. Hands a frame to another port, or encapsulates it for a VTEP.
//   falcon_wire_out  on the shunt beside the uplinks. Sends it by the uplink.
//
// A frame is "mine" or the engine's. What is not known exactly is the engine's: it passes unchanged, and the reason is counted. The shunt
// joins the host ends' namespace and the uplinks'; the mark says to which device a frame goes on its other side.

#include <stddef.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/types.h>
#include <linux/udp.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "softirq_clock.h"
#include "kernel_path_tables.h"
#include "kernel_path_frames.h"
#include "kernel_path_order.h"
#include "kernel_path_budgets.h"
#include "kernel_path_sender.h"

// linux/bpf.h since Linux 6.6
#define TCX_NEXT (-1)
#define TCX_DROP 2
#define ROOM_DECAP_L3_IPV4 (1 << 7)
#define ROOM_DECAP_L3_IPV6 (1 << 8)

#define OUTER4 (ETH_HLEN + sizeof(struct iphdr) + sizeof(struct udphdr) + sizeof(struct vxlan_header))
#define OUTER6 (ETH_HLEN + sizeof(struct ipv6hdr) + sizeof(struct udphdr) + sizeof(struct vxlan_header))

// An outer header as it came.
struct outer {
    __u32 vni;
    __u8 traffic_class;
    __u8 has_checksum;
};

static __always_inline int pass(__u32 place, enum reason reason)
{
    bill(place);
    count_not_mine(place, reason);
    return TCX_NEXT;
}

static __always_inline int pass_to_host(void)
{
    bill(HOST);
    return TCX_NEXT;
}

static __always_inline void count_sent(__u32 place, __u32 frames, __u32 bytes)
{
    struct path_count *count = count_of(place);

    if (count) {
        count->sent_frames += frames;
        count->sent_bytes += bytes;
    }
}

static __always_inline void count_received(__u32 place, __u32 frames, __u32 bytes)
{
    struct path_count *count = count_of(place);

    if (count) {
        count->received_frames += frames;
        count->received_bytes += bytes;
    }
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// From the wire

// Merges the outer mark into the inner traffic class (RFC 6040 section 4.2, figure 4).
static __always_inline int merge_ecn(struct inner *inner, __u8 outer)
{
    __u8 before = inner->traffic_class & ECN_MASK, after = before;

    outer &= ECN_MASK;
    if (outer == ECN_CE) {
        if (!before)
            return ECN;
        after = ECN_CE;
    } else if (outer == ECN_ECT1 && before == ECN_ECT0) {
        after = ECN_ECT1;
    }
    inner->traffic_class = (inner->traffic_class & ~ECN_MASK) | after;
    return MINE;
}

static __always_inline int write_traffic_class(struct __sk_buff *skb, const struct inner *inner, __u8 before, __u32 offset)
{
    __u8 after = inner->traffic_class, bits;

    if (before == after)
        return MINE;
    offset += ETH_HLEN;
    if (inner->ipv4) {
        if (bpf_l3_csum_replace(skb, offset + offsetof(struct iphdr, check), bpf_htons(before), bpf_htons(after), 2) ||
            bpf_skb_store_bytes(skb, offset + offsetof(struct iphdr, tos), &after, 1, 0))
            return FAILED;
        return MINE;
    }
    // ECN is in the upper half of the second byte.
    if (bpf_skb_load_bytes(skb, offset + 1, &bits, 1))
        return FAILED;
    bits = (bits & 0x0f) | after << 4;
    return bpf_skb_store_bytes(skb, offset + 1, &bits, 1, BPF_F_RECOMPUTE_CSUM) ? FAILED : MINE;
}

static __always_inline int is_from(const void *frame, const struct path_vtep *vtep, __u32 length)
{
    const __u32 *came = frame + ETH_HLEN + (length == OUTER4 ? offsetof(struct iphdr, saddr) : offsetof(struct ipv6hdr, saddr));
    const void *header = vtep->header + ETH_HLEN + (length == OUTER4 ? offsetof(struct iphdr, saddr) : offsetof(struct ipv6hdr, saddr));
    __u32 words = length == OUTER4 ? 1 : 4, ours[8];

    if (vtep->length != length)
        return 0;
    __builtin_memcpy(ours, header, words * 8);
#pragma unroll
    for (__u32 i = 0; i < words; i++)
        if (came[i] != ours[words + i] || came[words + i] != ours[i])
            return 0;
    return 1;
}

// A checksum that the device or a sender on this machine vouches for; the program itself cannot sum up a frame.
static __always_inline int check_outer_checksum(
    struct sk_buff *skb, const struct outer *outer, const struct path_vtep *vtep, __u32 length)
{
    __u32 summed = BPF_CORE_READ_BITFIELD(skb, ip_summed);

    if (!outer->has_checksum)
        return length == OUTER4 || vtep->zero_checksum ? MINE : CHECKSUM;
    return summed == CHECKSUM_UNNECESSARY || summed == CHECKSUM_PARTIAL ? MINE : CHECKSUM;
}

// Strips the outer headers. The kernel cuts the inner Ethernet header off with them. What the device said of the outer checksum must not
// count for the inner one.
static __always_inline int decapsulate(struct __sk_buff *context, struct sk_buff *skb, struct inner *inner, __u32 length)
{
    __u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO | (inner->ipv4 ? ROOM_DECAP_L3_IPV4 : ROOM_DECAP_L3_IPV6);
    __u32 verified = BPF_CORE_READ_BITFIELD(skb, ip_summed) == CHECKSUM_UNNECESSARY ? BPF_CORE_READ_BITFIELD(skb, csum_level) : 0;

    if (verified)
        flags |= BPF_F_ADJ_ROOM_NO_CSUM_RESET;
    if (bpf_skb_adjust_room(context, -(__s32)length, BPF_ADJ_ROOM_MAC, flags))
        return FAILED;
    if (verified)
        bpf_csum_level(context, BPF_CSUM_LEVEL_DEC);
    return MINE;
}

static __always_inline int check_from_wire(
    struct __sk_buff *context, struct sk_buff *skb, const struct outer *outer, struct inner *inner, __u32 length, __u32 *to_port)
{
    void *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;
    int reason = read_inner(start + length, end, context->len - length, inner);
    struct path_entry *to, *from;
    struct path_vtep *vtep;
    struct path_port *port;

    if (reason)
        return reason;
    to = entry_of(outer->vni, inner->ethernet.h_dest);
    if (!to)
        return MISS;
    if (to->remote)
        return RETURN;
    *to_port = to->target;
    port = port_at(to->target);
    reason = check_receiver(to, port);
    if (!reason && port)
        reason = check_received(context, port, 1 + to->target, inner);
    if (reason)
        return reason;
    from = entry_of(outer->vni, inner->ethernet.h_source);
    vtep = from && from->remote ? vtep_at(from->target) : NULL;
    if (!vtep || !is_from(start, vtep, length))
        return SOURCE;
    if (!is_reachable(vtep) || !is_current(from->generation, from->overlay, vtep->current))
        return REVOKED;
    reason = check_segments(context, skb, inner, GSO_TUNNEL);
    if (!reason)
        reason = check_mtu(inner, to->mtu);
    if (!reason)
        reason = check_partial(skb, inner, length);
    if (!reason)
        reason = check_outer_checksum(skb, outer, vtep, length);
    if (!reason)
        see(from);
    return reason;
}

static __always_inline int from_wire(struct __sk_buff *context, const struct outer *outer, __u32 length, struct path_left *left)
{
    struct sk_buff *skb = bpf_cast_to_kern_ctx(context);
    struct inner inner = {};
    __u32 frames = frames_of(context), port = path.ports;
    int reason = check_from_wire(context, skb, outer, &inner, length, &port);
    __u32 place = port < path.ports ? port + 1 : WIRE;
    __u8 traffic_class = inner.traffic_class;

    if (port < path.ports && (reason ? is_stopped(port, frames, context->len) : is_refused(port, frames, context->len)))
        return TCX_DROP;
    bill(place);
    if (!reason)
        reason = check_order(left->bucket, inner.protocol == IPPROTO_TCP, place);
    left->waits = reason == ORDER;
    if (!reason)
        reason = merge_ecn(&inner, outer->traffic_class);
    if (!reason)
        reason = write_traffic_class(context, &inner, traffic_class, length);
    if (!reason)
        reason = decapsulate(context, skb, &inner, length);
    if (reason)
        return pass(place, reason);
    if (bpf_skb_store_bytes(context, 0, &inner.ethernet, sizeof(inner.ethernet), 0))
        return TCX_DROP;
    count_received(WIRE, frames, inner.length);
    count_received(place, frames, inner.length);
    context->mark = path.first_port + port;
    return bpf_redirect_peer(path.uplink_shunt, 0);
}

// Whether a datagram is VXLAN as we send it. The UDP header has been read.
static __always_inline int read_vxlan(struct udphdr *udp, void *end, __u32 length, struct outer *outer)
{
    struct vxlan_header *vxlan = (void *)(udp + 1);

    if ((void *)(vxlan + 1) > end || bpf_ntohs(udp->len) != length)
        return OUTER;
    if (vxlan->flags != bpf_htonl(VNI_VALID) || (vxlan->vni & bpf_htonl(0xff)))
        return OUTER;
    outer->vni = bpf_ntohl(vxlan->vni) >> 8;
    outer->has_checksum = udp->check != 0;
    return MINE;
}

// Tells falcon_divert, the next program, in which bucket the frame is to be counted if it goes to the engine.
static __always_inline void note_flow(struct __sk_buff *context, struct udphdr *udp, void *end, struct path_left *left)
{
    struct vxlan_header *vxlan = (void *)(udp + 1);

    if ((void *)(vxlan + 1) > end)
        return;
    left->frame = (__u64)bpf_cast_to_kern_ctx(context);
    left->bucket = bucket_from_wire(bpf_ntohl(vxlan->vni) >> 8, vxlan + 1, end);
    left->waits = 0;
}

static __always_inline int is_unusual(const struct __sk_buff *skb)
{
    return skb->vlan_present || skb->pkt_type != PACKET_HOST;
}

static __always_inline int from_wire4(struct __sk_buff *context, void *start, void *end, struct path_left *left)
{
    struct iphdr *ip = start + ETH_HLEN;
    struct udphdr *udp = (void *)(ip + 1);
    __u32 length = context->len - ETH_HLEN;
    struct outer outer = {};

    if ((void *)(udp + 1) > end || ip->ihl != 5 || ip->protocol != IPPROTO_UDP || udp->dest != path.vxlan_port)
        return pass_to_host();
    if (ip->frag_off & bpf_htons(IP_FRAGMENT))
        return pass_to_host();
    note_flow(context, udp, end, left);
    outer.traffic_class = ip->tos;
    if (is_unusual(context) || ip->version != 4 || bpf_ntohs(ip->tot_len) != length || fold(sum_of(ip, sizeof(*ip))) != 0xffff ||
        read_vxlan(udp, end, length - sizeof(*ip), &outer))
        return pass(WIRE, OUTER);
    return from_wire(context, &outer, OUTER4, left);
}

static __always_inline int from_wire6(struct __sk_buff *context, void *start, void *end, struct path_left *left)
{
    struct ipv6hdr *ip = start + ETH_HLEN;
    struct udphdr *udp = (void *)(ip + 1);
    __u32 length = context->len - ETH_HLEN - sizeof(*ip);
    struct outer outer = {};

    if ((void *)(udp + 1) > end || ip->nexthdr != IPPROTO_UDP || udp->dest != path.vxlan_port)
        return pass_to_host();
    note_flow(context, udp, end, left);
    outer.traffic_class = ip->priority << 4 | ip->flow_lbl[0] >> 4;
    if (is_unusual(context) || ip->version != 6 || bpf_ntohs(ip->payload_len) != length || read_vxlan(udp, end, length, &outer))
        return pass(WIRE, OUTER);
    return from_wire(context, &outer, OUTER6, left);
}

SEC("tc")
int falcon_wire_in(struct __sk_buff *context)
{
    void *start = pull(context, OUTER6 + HEADERS), *end = (void *)(long)context->data_end;
    struct path_left *left = left_here();

    if (!left)
        return TCX_NEXT;
    left->frame = 0;
    if (context->protocol == bpf_htons(ETH_P_IP))
        return from_wire4(context, start, end, left);
    if (context->protocol == bpf_htons(ETH_P_IPV6))
        return from_wire6(context, start, end, left);
    return pass_to_host();
}

// Frames come here from the other end of the shunt only by falcon_wire_in; whatever else its namespace sends into it has no mark.
SEC("tc")
int falcon_port_out(struct __sk_buff *context)
{
    __u32 device = context->mark;
    struct path_port *port = port_at(device - path.first_port);

    if (!port || !is_current(port->generation, port->overlay, port->current))
        return TCX_DROP;
    context->mark = 0;
    return bpf_redirect_peer(device, 0);
}

// ---------------------------------------------------------------------------------------------------------------------------------------
// From a container

static __always_inline int to_neighbour(struct __sk_buff *context, const struct inner *inner, __u32 to, __u32 from)
{
    __u32 frames = frames_of(context);

    bill(1 + to);
    count_sent(1 + from, frames, inner->length);
    count_received(1 + to, frames, inner->length);
    if (context->pkt_type != PACKET_HOST) // the host end's address is not the container's
        bpf_skb_change_type(context, PACKET_HOST);
    return bpf_redirect_peer(path.first_port + to, 0);
}

// The outer ECN field: congestion before the tunnel did not happen in it. Like the kernel's VXLAN (RFC 3168 section 9.1.1).
static __always_inline __u8 outer_ecn(__u8 inner)
{
    return (inner & ECN_MASK) == ECN_CE ? ECN_ECT0 : inner & ECN_MASK;
}

static __always_inline __u16 checksum_of(__u64 sum)
{
    __u16 checksum = ~fold(sum);

    return checksum ? checksum : 0xffff; // 0 means no checksum (RFC 768)
}

// What the inner frame adds to the outer UDP checksum. A complete transport packet sums up to the complement of its pseudo header, whatever
// it carries, so its bytes need not be read ("Local Checksum Offload" in Documentation/networking/checksum-offloads.rst).
static __always_inline __u32 sum_of_inner(struct __sk_buff *context, const struct inner *inner)
{
    void *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;
    __u64 sum = (__u16)~(inner->protocol == IPPROTO_ICMP ? 0 : fold(inner->pseudo));

    if (inner->ipv4 && start + ETH_HLEN + sizeof(struct iphdr) <= end)
        sum += sum_of(start, ETH_HLEN + sizeof(struct iphdr));
    else if (!inner->ipv4 && start + ETH_HLEN + sizeof(struct ipv6hdr) <= end)
        sum += sum_of(start, ETH_HLEN + sizeof(struct ipv6hdr));
    return fold(sum);
}

// The outer headers and the inner Ethernet header, which the kernel leaves to the program.
struct headers {
    __u8 alignment[2]; // of the network header
    __u8 bytes[PATH_OUTER + ETH_HLEN];
} __attribute__((aligned(8)));

static __always_inline void write_headers(
    struct headers *headers, const struct path_vtep *vtep, const struct inner *inner, __u32 vni, __u32 hash, __u32 inner_sum, __u32 length)
{
    __u8 class = (inner->traffic_class & vtep->inherited) | outer_ecn(inner->traffic_class);
    struct udphdr *udp = (void *)headers->bytes + length - sizeof(struct udphdr) - sizeof(struct vxlan_header);
    struct vxlan_header *vxlan = (void *)(udp + 1);
    __u32 datagram = inner->length + sizeof(*udp) + sizeof(*vxlan);
    void *ip = headers->bytes + ETH_HLEN;
    __u64 sum;

    __builtin_memcpy(headers->bytes, vtep->header, length);
    __builtin_memcpy(headers->bytes + length, &inner->ethernet, ETH_HLEN);
    hash ^= hash << 16;
    udp->source = bpf_htons(49152 + (hash >> 18));
    udp->len = bpf_htons(datagram);
    vxlan->vni = bpf_htonl(vni << 8);
    if (length == OUTER4) {
        struct iphdr *ip4 = ip;

        ip4->tos |= class;
        ip4->tot_len = bpf_htons(datagram + sizeof(*ip4));
        if (inner->may_fragment) { // its sender does not look for the path's MTU, so routers may cut it outside, too
            ip4->frag_off = 0;
            ip4->id = bpf_get_prandom_u32();
        }
        ip4->check = 0;
        ip4->check = ~fold(sum_of(ip4, sizeof(*ip4)));
        sum = sum_of(&ip4->saddr, 8);
    } else {
        struct ipv6hdr *ip6 = ip;

        ip6->priority |= class >> 4;
        ip6->flow_lbl[0] |= class << 4;
        ip6->payload_len = bpf_htons(datagram);
        sum = sum_of(&ip6->saddr, 32);
    }
    sum += bpf_htons(IPPROTO_UDP) + bpf_htons(datagram) + inner_sum;
    udp->check = 0;
    if (vtep->checksum)
        udp->check = checksum_of(sum + sum_of(udp, sizeof(*udp) + sizeof(*vxlan)));
}

static __always_inline int encapsulate(
    struct __sk_buff *context, const struct path_vtep *vtep, const struct inner *inner, __u32 vni, __u32 length)
{
    __u32 uplink = vtep->uplink, sum = vtep->checksum ? sum_of_inner(context, inner) : 0;
    __u64 network = length == OUTER4 ? BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 : BPF_F_ADJ_ROOM_ENCAP_L3_IPV6;
    struct headers headers;

    write_headers(&headers, vtep, inner, vni, bpf_get_hash_recalc(context), sum, length);
    if (bpf_skb_adjust_room(
            context, length, BPF_ADJ_ROOM_MAC,
            BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_NO_CSUM_RESET | BPF_F_ADJ_ROOM_ENCAP_L4_UDP | BPF_F_ADJ_ROOM_ENCAP_L2_ETH |
                BPF_F_ADJ_ROOM_ENCAP_L2(ETH_HLEN) | network))
        return FAILED;
    // Now the frame is no longer what came: an error here loses it.
    if (bpf_skb_store_bytes(context, 0, headers.bytes, length + ETH_HLEN, 0))
        uplink = 0;
    context->mark = uplink;
    return MINE;
}

// A frame that the kernel has no memory to encapsulate is lost: nobody else has it.
static __always_inline int to_vtep(struct __sk_buff *context, const struct inner *inner, __u32 to, __u32 vni, __u32 from)
{
    struct path_vtep *vtep = vtep_at(to);
    __u32 frames = frames_of(context);
    int reason = FAILED;

    if (vtep)
        reason = vtep->length == OUTER4 ? encapsulate(context, vtep, inner, vni, OUTER4)
               : vtep->length == OUTER6 ? encapsulate(context, vtep, inner, vni, OUTER6)
                                        : FAILED;
    if (reason) {
        count_not_mine(1 + from, reason);
        return TCX_DROP;
    }
    count_sent(WIRE, frames, inner->length);
    count_sent(1 + from, frames, inner->length);
    return bpf_redirect_peer(path.shunt, 0);
}

// Carries a frame that is mine.
static __always_inline int carry(struct __sk_buff *context, __u32 from, const struct path_verdict *verdict)
{
    struct path_port *port = port_at(from);
    struct inner inner = {};
    void *start, *end;
    int reason;

    if (!port)
        return TCX_DROP;
    start = pull(context, HEADERS);
    end = (void *)(long)context->data_end;
    reason = read_inner(start, end, context->len, &inner);
    if (!reason)
        reason = check_identity(port, start, &inner);
    if (reason) {
        count_not_mine(1 + from, reason);
        return TCX_DROP;
    }
    return verdict->remote ? to_vtep(context, &inner, verdict->target, port->vni, from)
                           : to_neighbour(context, &inner, verdict->target, from);
}

// Behind a packet socket with the filter of ring_guard.bpf.c. What it has not decided about is the engine's. It has decided a moment ago
// within the same RCU read-side section, so the verdict is not older than what the tables say now.
SEC("tc")
int falcon_port_decided(struct __sk_buff *context)
{
    struct path_verdict *here = verdict_here(), verdict;

    if (!here || here->frame != (__u64)bpf_cast_to_kern_ctx(context))
        return TCX_NEXT;
    verdict = *here;
    here->frame = 0;
    return carry(context, context->ifindex - path.first_port, &verdict);
}

// Where no packet socket sees the frames before.
SEC("tc")
int falcon_port_in(struct __sk_buff *context)
{
    __u32 from = context->ifindex - path.first_port;
    struct path_verdict verdict = {};
    __u32 bucket;
    int reason;

    bill(from < path.ports ? 1 + from : HOST);
    reason = decide(context, bpf_cast_to_kern_ctx(context), from, &verdict, &bucket);
    if (reason == DROPPED)
        return TCX_DROP;
    if (reason)
        return pass(from < path.ports ? 1 + from : WIRE, reason);
    return carry(context, from, &verdict);
}

// The counterpart of falcon_port_out.
SEC("tc")
int falcon_wire_out(struct __sk_buff *context)
{
    __u32 device = context->mark;

    if (!device)
        return TCX_DROP;
    context->mark = 0;
    return bpf_redirect(device, 0);
}

char _license[] SEC("license") = "GPL";
