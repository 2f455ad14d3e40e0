/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Gates in front of UDP sockets that refused datagrams because their buffer was full. A gate lets a burst pass, which travels in long
// trains and finds room. Then it stays closed for a span, in which the application reads. The daemon lengthens the span with each refusal
// and shortens it with what the application takes. Included by uplink.bpf.c.

#define GATES_LOG2 8 // ReceiverGates.cs
#define GATES (1 << GATES_LOG2)

// Mapped into the daemon. Entry 0 is not a gate: it has the latest opening of all, so that a frame costs one load and no clock while no
// socket refuses. Its receiver field has the secret factor of the hash.
struct gate {
    __u64 receiver; // inner destination MAC address and UDP port, in the frame's byte order
    __u32 vni;
    __u32 container; // index in the table of drops below
    __u64 opens; // bpf_ktime_get_ns
    __u64 span;  // nanoseconds; 0 when it is always open
    __u32 burst;
    __u32 left; // of the burst
    __u64 unused[3]; // fills the cache line
};

// Shared between the programs of all uplinks, like the table below.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1 + GATES);
    __type(key, __u32);
    __type(value, struct gate);
} gates SEC(".maps");

// Frames of a container that were dropped at closed gates. One count per CPU, as in throttle_counts.
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} gate_drops SEC(".maps");

// The inner frame's UDP header if it is a plain, unfragmented datagram, otherwise NULL.
static __always_inline struct udphdr *take_inner_udp(struct cursor *c, __be16 type)
{
    int is_udp = 0;

    if (type == bpf_htons(ETH_P_IP))
        is_udp = take_ipv4(c) != NULL;
    else if (type == bpf_htons(ETH_P_IPV6))
        is_udp = take_ipv6(c) != NULL;
    return is_udp ? TAKE(c, struct udphdr) : NULL;
}

static __always_inline struct gate *gate_of(struct cursor *c, __u32 vni, __u64 factor)
{
    struct ethhdr *ethernet = TAKE(c, struct ethhdr);
    struct udphdr *udp = ethernet ? take_inner_udp(c, ethernet->h_proto) : NULL;
    struct gate *gate;
    __u64 receiver;
    __u32 entry;

    if (!udp)
        return NULL;
    __builtin_memcpy(&receiver, ethernet->h_dest, ETH_ALEN);
    __builtin_memcpy((void *)&receiver + ETH_ALEN, &udp->dest, sizeof(udp->dest));
    entry = 1 + (receiver * factor >> (64 - GATES_LOG2)); // ReceiverKey.SlotIn
    gate = bpf_map_lookup_elem(&gates, &entry);
    return gate && gate->receiver == receiver && gate->vni == vni ? gate : NULL;
}

// Whether the gate lets a frame pass. Several CPUs may ask at once: that costs a frame more or less, but no lock.
static __always_inline int lets_through(struct gate *gate, __u64 now)
{
    int slow;

    if (!gate->span)
        return 1;
    if (now < gate->opens)
        return 0;
    if (gate->left) {
        gate->left--;
        return 1;
    }
    gate->left = gate->burst;
    slow = now - gate->opens > gate->span; // already as slow as the span would make it
    gate->opens = slow ? now : now + gate->span;
    return slow;
}

// Whether the gate of a frame's receiver is closed; if so, counts the frame. The cursor is at the inner frame.
static __always_inline int is_gated(struct cursor c, __u32 vni)
{
    __u32 zero = 0;
    struct gate *last = bpf_map_lookup_elem(&gates, &zero);
    struct gate *gate;
    __u64 *drops;
    __u64 now;

    if (!last || !last->opens)
        return 0;
    now = bpf_ktime_get_ns();
    if (now > last->opens) {
        last->opens = 0;
        return 0;
    }
    gate = gate_of(&c, vni, last->receiver);
    if (!gate || lets_through(gate, now))
        return 0;
    drops = bpf_map_lookup_elem(&gate_drops, &gate->container);
    if (drops)
        ++*drops;
    return 1;
}
