/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Decides what is carried of the frames that containers send. A packet socket sees each of them before tcx does, so the filter of that
// socket decides (ring_guard.bpf.c) and leaves the verdict to falcon_port_decided, which comes next on the same CPU. Exactly one of the
// two takes the frame. Needs kernel_path_tables.h, kernel_path_frames.h and kernel_path_order.h.

// What the filter has decided about the frame that this CPU is at.
struct path_verdict {
    __u64 frame;  // the address of its sk_buff; 0: the frame is the engine's, or has been carried
    __u32 target; // index of the port or VTEP
    __u32 remote; // whether it is a VTEP
};

_Static_assert(sizeof(struct path_verdict) == 16, "KernelPathTables.cs");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct path_verdict);
} path_verdicts SEC(".maps");

// The headers of a frame, copied: a socket's filter cannot look into the frame itself.
struct header_copy {
    __u8 alignment[2]; // of the network header
    __u8 bytes[HEADERS + 4]; // rounded up
} __attribute__((aligned(8)));

static __always_inline struct path_verdict *verdict_here(void)
{
    __u32 zero = 0;

    return bpf_map_lookup_elem(&path_verdicts, &zero);
}

static __always_inline struct path_vtep *vtep_at(__u32 index)
{
    return bpf_map_lookup_elem(&path_vteps, &index);
}

static __always_inline int is_reachable(const struct path_vtep *vtep)
{
    return vtep->generation && vtep->generation == generation_of(ALL) + vtep->current;
}

// Whether a port may get a frame by an entry. Both are of the same overlay and port, so they have the same generation while both count.
static __always_inline int check_receiver(const struct path_entry *to, const struct path_port *port)
{
    if (!port)
        return MISS;
    if (!is_current(to->generation, to->overlay, port->current) || to->overlay != port->overlay || to->generation != port->generation)
        return REVOKED;
    return port->paused ? PAUSED : MINE;
}

static __always_inline __u32 class_of(const struct inner *inner)
{
    return inner->protocol == IPPROTO_TCP ? SENT_TCP : inner->protocol == IPPROTO_UDP ? SENT_UDP : SENT_ECHO;
}

// Whether a port's path for what it sends is this one.
static __always_inline int check_sent(struct __sk_buff *context, const struct path_port *port, __u32 place, const struct inner *inner)
{
    struct path_count *count = inner->protocol == IPPROTO_UDP ? count_of(place) : NULL;

    if (count)
        count->sent_datagrams += frames_of(context);
    return port->left & class_of(inner) ? CHOICE : MINE;
}

// Whether a port's path for what it gets is this one.
static __always_inline int check_received(struct __sk_buff *context, const struct path_port *port, __u32 place, const struct inner *inner)
{
    struct path_count *count = inner->protocol == IPPROTO_UDP ? count_of(place) : NULL;

    if (count)
        count->received_datagrams += frames_of(context);
    return port->left & RECEIVED(class_of(inner)) ? CHOICE : MINE;
}

static __always_inline int has_address(const struct path_port *port, const void *start, const struct inner *inner)
{
    const void *ip = start + ETH_HLEN;

    if (inner->ipv4) {
        __be32 source = ((const struct iphdr *)ip)->saddr;

#pragma unroll
        for (int i = 0; i < PATH_ADDRESSES; i++)
            if (source && port->ipv4[i] == source)
                return 1;
        return 0;
    }

    const __u32 *source = (const void *)&((const struct ipv6hdr *)ip)->saddr;

#pragma unroll
    for (int i = 0; i < PATH_ADDRESSES; i++) {
        const __u32 *own = port->ipv6[i].s6_addr32;

        if ((own[0] | own[1] | own[2] | own[3]) && own[0] == source[0] && own[1] == source[1] && own[2] == source[2] && own[3] == source[3])
            return 1;
    }
    return 0;
}

// What must hold of a frame whatever has been decided: a container that sends from pages of its own can still change them afterwards.
static __always_inline int check_identity(const struct path_port *port, const void *start, const struct inner *inner)
{
    if (!same_mac(inner->ethernet.h_source, port->mac))
        return SOURCE;
    return port->strict && !has_address(port, start, inner) ? ADDRESS : MINE;
}

static __always_inline int check_sender(
    struct __sk_buff *context, struct sk_buff *skb, const struct path_port *port, const struct header_copy *copy, __u32 bytes,
    struct inner *inner)
{
    int reason;

    if (!port->generation)
        return NO_PORT;
    if (!is_current(port->generation, port->overlay, port->current))
        return REVOKED;
    if (port->paused)
        return PAUSED;
    if (context->vlan_present)
        return NOT_IP;
    if (bytes < ETH_HLEN)
        return MALFORMED;
    reason = read_inner((void *)copy->bytes, (void *)copy->bytes + bytes, context->len, inner);
    if (!reason)
        reason = check_identity(port, copy->bytes, inner);
    if (!reason)
        reason = check_segments(context, skb, inner, 0);
    return reason ? reason : check_partial(skb, inner, 0);
}

static __always_inline int check_vtep(const struct inner *inner, const struct path_entry *to, const struct path_vtep *vtep)
{
    if (!vtep)
        return MISS;
    if (!is_current(to->generation, to->overlay, vtep->current) || !is_reachable(vtep))
        return REVOKED;
    if (inner->length + vtep->length - ETH_HLEN > 0xffff)
        return MTU;
    if (inner->segment && (vtep->checksum || inner->protocol != IPPROTO_TCP))
        return SEGMENTS; // the kernel cannot be told to sum up each; trains of datagrams are the engine's
    if (vtep->checksum && inner->unsummed)
        return CHECKSUM;
    return check_mtu(inner, to->mtu);
}

static __always_inline int check_neighbour(
    struct __sk_buff *context, const struct inner *inner, const struct path_entry *to, __u32 from)
{
    struct path_port *port = port_at(to->target);
    int reason = check_receiver(to, port);

    if (!reason && to->target == from)
        reason = RETURN;
    if (!reason && port)
        reason = check_received(context, port, 1 + to->target, inner);
    return reason ? reason : check_mtu(inner, to->mtu);
}

// Copies the headers that a frame has; returns how many bytes.
static __always_inline __u32 copy_headers(struct __sk_buff *context, struct header_copy *copy)
{
    __u32 bytes = context->len;

    if (bytes > HEADERS)
        bytes = HEADERS;
    return bytes < ETH_HLEN || bpf_skb_load_bytes(context, 0, copy->bytes, bytes) ? 0 : bytes;
}

// Where the frame of a port's container goes, if it is mine. DROPPED: nowhere. The bucket of its flow is set in any
// case.
static __always_inline int decide(
    struct __sk_buff *context, struct sk_buff *skb, __u32 from, struct path_verdict *verdict, __u32 *bucket)
{
    struct path_port *port = port_at(from);
    struct header_copy copy = {};
    struct inner inner = {};
    struct path_entry *to;
    __u32 bytes;
    int reason;

    *bucket = NO_BUCKET;
    if (!port)
        return NO_PORT;
    bytes = copy_headers(context, &copy);
    if (!context->vlan_present)
        *bucket = bucket_from_port(from, copy.bytes, copy.bytes + bytes);
    reason = check_sender(context, skb, port, &copy, bytes, &inner);
    if (!reason)
        reason = check_sent(context, port, 1 + from, &inner);
    if (reason)
        return reason;
    to = entry_of(port->vni, inner.ethernet.h_dest);
    if (!to)
        return MISS;
    verdict->target = to->target;
    verdict->remote = to->remote;
    reason = to->remote ? check_vtep(&inner, to, vtep_at(to->target)) : check_neighbour(context, &inner, to, from);
    if (!reason && !to->remote && is_refused(to->target, frames_of(context), inner.length))
        return DROPPED;
    return reason ? reason : check_order(*bucket, inner.protocol == IPPROTO_TCP, 1 + from);
}

static __always_inline void count_not_mine(__u32 place, enum reason reason)
{
    struct path_count *count = count_of(place);

    if (count && reason < REASONS)
        count->not_mine[reason]++;
}
