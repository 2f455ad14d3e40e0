/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Finds the frames of our overlays among those of an uplink. Included by uplink.bpf.c and divert.bpf.c, which share the maps and say what
// VXLAN_PORT is.

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

    if (!udp || udp->dest != VXLAN_PORT)
        return NULL;
    return TAKE(c, struct vxlan_header);
}

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

// The VXLAN header of a frame of one of our overlays, otherwise NULL.
static __always_inline struct vxlan_header *take_ours(struct cursor *c)
{
    struct vxlan_header *vxlan = take_overlay(c);

    return vxlan && vxlan->flags & VXLAN_VNI_VALID && is_ours(bpf_ntohl(vxlan->vni) >> 8) ? vxlan : NULL;
}
