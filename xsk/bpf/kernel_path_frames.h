/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Reads frames for kernel_path.bpf.c. What is not known exactly is the engine's.

#define IP_FRAGMENT 0x3fff // more fragments, or an offset: RFC 791 section 3.1
#define IP_DONT_FRAGMENT 0x4000
#define ECN_MASK 3
#define ECN_ECT1 1
#define ECN_ECT0 2
#define ECN_CE 3
#define ICMP_HEADER 8 // of an echo; RFC 792, RFC 4443
#define ICMP_ECHOREPLY 0
#define ICMP_ECHO 8
#define ICMPV6_ECHO_REQUEST 128
#define ICMPV6_ECHO_REPLY 129
#define VNI_VALID 0x08000000 // the I flag, and no reserved bits: RFC 7348 section 5
#define HEADERS (ETH_HLEN + sizeof(struct ipv6hdr) + 60) // the longest that are read, without extensions

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

// The used fields of the kernel's structs. The kernel's BTF gives their offsets when the program is loaded.
struct skb_shared_info {
    unsigned int gso_type;
};

struct sk_buff {
    __u8 ip_summed : 2;
    __u8 csum_level : 2;
    __u16 csum_start; // from the head
    __u16 csum_offset;
    unsigned char *head;
    unsigned char *data;
    unsigned int end; // an offset on 64-bit machines
};

#pragma clang attribute pop

// include/linux/skbuff.h
enum { CHECKSUM_NONE, CHECKSUM_UNNECESSARY, CHECKSUM_COMPLETE, CHECKSUM_PARTIAL };

enum {
    SKB_GSO_TCPV4 = 1 << 0,
    SKB_GSO_DODGY = 1 << 1,
    SKB_GSO_TCP_ECN = 1 << 2,
    SKB_GSO_TCP_FIXEDID = 1 << 3, // since Linux 6.18 one of the two highest bits
    SKB_GSO_TCPV6 = 1 << 4,
    SKB_GSO_UDP_TUNNEL = 1 << 10,
    SKB_GSO_UDP_TUNNEL_CSUM = 1 << 11,
    SKB_GSO_UDP_L4 = 1 << 17,
    SKB_GSO_TCP_ACCECN = 1 << 19,
};

#define GSO_HARMLESS (SKB_GSO_DODGY | SKB_GSO_TCP_ECN | SKB_GSO_TCP_FIXEDID | SKB_GSO_TCP_ACCECN | 3u << 30)
#define GSO_TUNNEL (SKB_GSO_UDP_TUNNEL | SKB_GSO_UDP_TUNNEL_CSUM)

// Kernel functions that programs of any type may call, since Linux 6.2 with CONFIG_DEBUG_INFO_BTF.
extern void *bpf_cast_to_kern_ctx(void *) __ksym;
extern void *bpf_rdonly_cast(const void *, __u32) __ksym;

struct vxlan_header {
    __be32 flags;
    __be32 vni; // in the upper 24 bits
};

// A container's frame.
struct inner {
    struct ethhdr ethernet;
    __u32 length;    // of the frame
    __u16 transport; // offset of the transport header
    __u16 payload;   // offset of what is behind it
    __u8 protocol;
    __u8 traffic_class;
    __u8 ipv4;
    __u8 may_fragment;
    __u8 unsummed; // a datagram without a checksum
    __u16 segment; // payload bytes of a segment; 0 when it is not to be segmented
    __u32 pseudo;  // sum of the transport's pseudo header
};

static __always_inline __u32 frames_of(struct __sk_buff *skb)
{
    return skb->gso_segs > 1 ? skb->gso_segs : 1;
}

static __always_inline __u32 fold(__u64 sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

// Adds up 16-bit words as they lie in memory (RFC 1071).
static __always_inline __u64 sum_of(const void *bytes, __u32 length)
{
    const __u16 *words = bytes;
    __u64 sum = 0;

#pragma unroll
    for (__u32 i = 0; i < length / 2; i++)
        sum += words[i];
    return sum;
}

// Answers to DHCP clients are for servers only, and clients have no address yet: the engine judges them.
static __always_inline int is_dhcp(const struct udphdr *udp)
{
    __u16 source = bpf_ntohs(udp->source), destination = bpf_ntohs(udp->dest);

    return source == 67 || source == 547 || destination == 67 || destination == 68 || destination == 546 || destination == 547;
}

static __always_inline int read_transport(void *header, void *end, struct inner *inner)
{
    __u32 length = inner->length - inner->transport;

    if (inner->protocol == IPPROTO_TCP) {
        struct tcphdr *tcp = header;

        if ((void *)(tcp + 1) > end || tcp->doff < 5 || tcp->doff * 4u > length)
            return MALFORMED;
        inner->payload = inner->transport + tcp->doff * 4;
        return MINE;
    }
    if (inner->protocol == IPPROTO_UDP) {
        struct udphdr *udp = header;

        if ((void *)(udp + 1) > end || bpf_ntohs(udp->len) != length)
            return MALFORMED;
        inner->payload = inner->transport + sizeof(*udp);
        inner->unsummed = !udp->check;
        return is_dhcp(udp) ? PROTOCOL : MINE;
    }
    if (inner->protocol == (inner->ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)) {
        __u8 *type = header;

        if (header + ICMP_HEADER > end)
            return MALFORMED;
        inner->payload = inner->transport + ICMP_HEADER;
        if (inner->ipv4)
            return *type == ICMP_ECHO || *type == ICMP_ECHOREPLY ? MINE : PROTOCOL;
        return *type == ICMPV6_ECHO_REQUEST || *type == ICMPV6_ECHO_REPLY ? MINE : PROTOCOL;
    }
    return PROTOCOL;
}

static __always_inline int read_ipv4(void *start, void *end, struct inner *inner)
{
    struct iphdr *ip = start + ETH_HLEN;

    if ((void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
        return MALFORMED;
    if (ip->ihl > 5)
        return OPTIONS;
    if (bpf_ntohs(ip->tot_len) != inner->length - ETH_HLEN)
        return MALFORMED;
    if (ip->frag_off & bpf_htons(IP_FRAGMENT))
        return FRAGMENT;
    inner->ipv4 = 1;
    inner->protocol = ip->protocol;
    inner->traffic_class = ip->tos;
    inner->may_fragment = !(ip->frag_off & bpf_htons(IP_DONT_FRAGMENT));
    inner->transport = ETH_HLEN + sizeof(*ip);
    inner->pseudo = fold(sum_of(&ip->saddr, 8)) + bpf_htons(inner->length - inner->transport) + bpf_htons(ip->protocol);
    return read_transport(ip + 1, end, inner);
}

static __always_inline int is_extension(__u8 header)
{
    return header == IPPROTO_HOPOPTS || header == IPPROTO_ROUTING || header == IPPROTO_DSTOPTS || header == IPPROTO_AH;
}

static __always_inline int read_ipv6(void *start, void *end, struct inner *inner)
{
    struct ipv6hdr *ip = start + ETH_HLEN;

    if ((void *)(ip + 1) > end || ip->version != 6 || bpf_ntohs(ip->payload_len) + sizeof(*ip) != inner->length - ETH_HLEN)
        return MALFORMED;
    if (ip->nexthdr == IPPROTO_FRAGMENT)
        return FRAGMENT;
    if (is_extension(ip->nexthdr))
        return OPTIONS;
    inner->protocol = ip->nexthdr;
    inner->traffic_class = ip->priority << 4 | ip->flow_lbl[0] >> 4;
    inner->transport = ETH_HLEN + sizeof(*ip);
    inner->pseudo = fold(sum_of(&ip->saddr, 32)) + bpf_htons(inner->length - inner->transport) + bpf_htons(ip->nexthdr);
    return read_transport(ip + 1, end, inner);
}

// A unicast TCP segment, UDP datagram or echo over IP without options, whole, without padding or tag.
static __always_inline int read_inner(void *start, void *end, __u32 length, struct inner *inner)
{
    struct ethhdr *ethernet = start;

    inner->length = length;
    if ((void *)(ethernet + 1) > end)
        return MALFORMED;
    inner->ethernet = *ethernet;
    if ((ethernet->h_dest[0] | ethernet->h_source[0]) & 1)
        return GROUP;
    if (ethernet->h_proto == bpf_htons(ETH_P_IP))
        return read_ipv4(start, end, inner);
    if (ethernet->h_proto == bpf_htons(ETH_P_IPV6))
        return read_ipv6(start, end, inner);
    return NOT_IP;
}

// Whether the kernel may leave the frame in one piece; tunnel: the type's bits beside those of the transport.
static __always_inline int check_segments(struct __sk_buff *context, struct sk_buff *skb, struct inner *inner, __u32 tunnel)
{
    struct skb_shared_info *shared;
    __u32 type, transport;

    inner->segment = context->gso_size;
    if (!inner->segment)
        return MINE;
    shared = bpf_rdonly_cast(skb->head + skb->end, bpf_core_type_id_kernel(struct skb_shared_info));
    type = shared->gso_type;
    if (inner->protocol == IPPROTO_TCP)
        transport = inner->ipv4 ? SKB_GSO_TCPV4 : SKB_GSO_TCPV6;
    else
        transport = inner->protocol == IPPROTO_UDP && !tunnel ? SKB_GSO_UDP_L4 : 0;
    if (!(type & transport) || type & ~(transport | tunnel | GSO_HARMLESS) || (tunnel && !(type & tunnel)))
        return SEGMENTS;
    return BPF_CORE_READ_BITFIELD(skb, ip_summed) == CHECKSUM_PARTIAL ? MINE : CHECKSUM;
}

// A checksum that is still to be filled in has to be that of the transport header. The inner frame starts at an offset.
static __always_inline int check_partial(struct sk_buff *skb, const struct inner *inner, __u32 offset)
{
    __u32 start = skb->csum_start - (__u32)(skb->data - skb->head);
    __u32 field = inner->protocol == IPPROTO_TCP ? 16 : 6;

    if (BPF_CORE_READ_BITFIELD(skb, ip_summed) != CHECKSUM_PARTIAL)
        return MINE;
    if (inner->protocol != IPPROTO_TCP && inner->protocol != IPPROTO_UDP)
        return CHECKSUM;
    return start == offset + inner->transport && skb->csum_offset == field ? MINE : CHECKSUM;
}

static __always_inline int check_mtu(const struct inner *inner, __u32 mtu)
{
    __u32 packet = (inner->segment ? inner->payload + inner->segment : inner->length) - ETH_HLEN;

    return packet <= mtu ? MINE : MTU;
}

// At least the headers have to lie in one piece.
static __always_inline void *pull(struct __sk_buff *skb, __u32 bytes)
{
    if (bytes > skb->len)
        bytes = skb->len;
    if ((void *)(long)skb->data + bytes > (void *)(long)skb->data_end)
        bpf_skb_pull_data(skb, bytes);
    return (void *)(long)skb->data;
}
