/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// The tables of the kernel path. The engine writes them, the programs of kernel_path.bpf.c follow them: KernelPathTables.cs. What an entry
// says counts only while its generation is the sum of the current ones, so that one store revokes a port, a VTEP, an overlay or everything.
// A place in an array gets another meaning only after all programs that may still look at it have ended.

#define PATH_ADDRESSES 4
#define PATH_OUTER 70 // the longest outer headers: Ethernet, IPv6, UDP, VXLAN
#define ALL 0 // the generation in front of those of the overlays
// Classes of a port's traffic: PathClasses.cs.
#define SENT_TCP (1 << 0)
#define SENT_UDP (1 << 1)
#define SENT_ECHO (1 << 2)
#define RECEIVED(sent) ((sent) << 3)
#define WIRE 0 // its place among the counts; the ports follow

// Why a frame is the engine's: NotMine.cs.
enum reason {
    MINE,
    NO_PORT,
    PAUSED,
    MISS,
    SOURCE,
    ADDRESS,
    REVOKED,
    GROUP,
    NOT_IP,
    FRAGMENT,
    OPTIONS,
    PROTOCOL,
    MALFORMED,
    MTU,
    CHECKSUM,
    SEGMENTS,
    ECN,
    OUTER,
    RETURN,
    FAILED,
    CHOICE,
    ORDER,
    REASONS,
};

// A port, at the index of its host end: PathPort.cs.
struct path_port {
    __u64 current;    // the port's generation
    __u64 generation; // of the rest; 0 when there is no port
    __u32 overlay;    // place of the overlay's generation
    __u32 vni;
    __u32 paused; // what it sends and gets is the engine's
    __u8 mac[ETH_ALEN];
    __u16 strict; // its frames have to come from one of the addresses; unused ones are zero
    __be32 ipv4[PATH_ADDRESSES];
    struct in6_addr ipv6[PATH_ADDRESSES];
    __u32 left; // the classes of traffic that are the engine's
    __u32 unused;
};

// How to reach a VTEP: PathVtep.cs.
struct path_vtep {
    __u64 current;
    __u64 generation; // 0 when there is no way
    __u32 uplink;     // the device's index in the uplinks' namespace
    __u8 length;      // of the outer headers
    __u8 inherited;   // the bits of the inner traffic class that the outer one gets
    __u8 checksum;    // whether datagrams have a UDP checksum
    __u8 zero_checksum; // whether datagrams over IPv6 without one are accepted
    __u8 header[PATH_OUTER]; // complete except for lengths, checksums, source port, VNI and ECN
    __u8 unused[34];
};

// Where a MAC address of an overlay is: PathEntry.cs. Nothing but its generation and its time changes while programs may see it.
struct path_entry {
    __u64 generation; // 0 when it is removed
    __u64 seen;       // CLOCK_MONOTONIC_COARSE, when the last frame came from it
    __u32 vni;
    __u8 mac[ETH_ALEN];
    __u16 mtu;     // bytes of the largest inner IP packet
    __u32 overlay; // place of the overlay's generation
    __u32 target;  // index of the port or VTEP
    __u32 remote;  // whether it is a VTEP
    __u32 unused[5];
};

struct path_key {
    __u32 vni;
    __u8 mac[ETH_ALEN];
    __u16 zero;
};

// What a port sent and got; the first is that of the wire: PathCount.cs.
struct path_count {
    __u64 sent_frames;
    __u64 sent_bytes;
    __u64 received_frames;
    __u64 received_bytes;
    __u64 sent_datagrams;     // seen, whichever path has carried them
    __u64 received_datagrams;
    __u64 not_mine[REASONS];
    __u64 overdue; // carried although frames before them were not known to be through
};

// The twins in C# have the same: tests/xsk/KernelPath.
_Static_assert(sizeof(struct path_port) == 128 && sizeof(struct path_vtep) == 128 && sizeof(struct path_entry) == 64, "twins in C#");
_Static_assert(sizeof(struct path_key) == 12 && sizeof(struct path_count) == 8 * (7 + REASONS), "twins in C#");
_Static_assert(offsetof(struct path_port, mac) == 28 && offsetof(struct path_port, ipv6) == 52, "twins in C#");
_Static_assert(offsetof(struct path_port, left) == 116, "twins in C#");
_Static_assert(offsetof(struct path_vtep, length) == 20 && offsetof(struct path_vtep, header) == 24, "twins in C#");
_Static_assert(offsetof(struct path_entry, mac) == 20 && offsetof(struct path_entry, overlay) == 28, "twins in C#");

// All are resized before loading; the arrays are mapped into the daemon.
#define MAPPED_ARRAY(name, struct_type)       \
    struct {                                  \
        __uint(type, BPF_MAP_TYPE_ARRAY);     \
        __uint(map_flags, BPF_F_MMAPABLE);    \
        __uint(max_entries, 1);               \
        __type(key, __u32);                   \
        __type(value, struct_type);           \
    } name SEC(".maps")

MAPPED_ARRAY(path_ports, struct path_port);
MAPPED_ARRAY(path_vteps, struct path_vtep);
MAPPED_ARRAY(path_entries, struct path_entry);
MAPPED_ARRAY(path_overlays, __u64);

// The place of a MAC address in path_entries.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1);
    __type(key, struct path_key);
    __type(value, __u32);
} path_places SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct path_count);
} path_counts SEC(".maps");

// What kernel_path.bpf.c is loaded with: PathConstants.cs.
const volatile struct {
    __u32 first_port;   // index of the first port's host end; the others follow
    __u32 ports;
    __u32 shunt;        // index of the shunt's end beside the host ends
    __u32 uplink_shunt; // index of its end beside the uplinks
    __be16 vxlan_port;
    __u16 zero;
    __u32 workers;
    __u64 secret; // of the buckets' hash; odd
} path;

static __always_inline int same_mac(const __u8 *a, const __u8 *b)
{
    return *(const __u32 *)a == *(const __u32 *)b && *(const __u16 *)(a + 4) == *(const __u16 *)(b + 4);
}

static __always_inline __u64 generation_of(__u32 overlay)
{
    __u64 *generation = bpf_map_lookup_elem(&path_overlays, &overlay);

    return generation ? *generation : 0;
}

// Generations only grow, so their sum is what it was only if none has changed.
static __always_inline int is_current(__u64 generation, __u32 overlay, __u64 current)
{
    return generation && generation == generation_of(ALL) + generation_of(overlay) + current;
}

static __always_inline struct path_port *port_at(__u32 index)
{
    return index < path.ports ? bpf_map_lookup_elem(&path_ports, &index) : NULL;
}

// The place may have been given to another address between the two lookups.
static __always_inline struct path_entry *entry_of(__u32 vni, const __u8 *mac)
{
    struct path_key key = { .vni = vni };
    struct path_entry *entry;
    __u32 *place;

    __builtin_memcpy(key.mac, mac, ETH_ALEN);
    place = bpf_map_lookup_elem(&path_places, &key);
    entry = place ? bpf_map_lookup_elem(&path_entries, place) : NULL;
    return entry && entry->vni == vni && same_mac(entry->mac, key.mac) ? entry : NULL;
}

// A tick's resolution suffices, and most frames do not dirty the cache line.
static __always_inline void see(struct path_entry *entry)
{
    __u64 now = bpf_ktime_get_coarse_ns();

    if (entry->seen != now)
        entry->seen = now;
}

static __always_inline struct path_count *count_of(__u32 index)
{
    return bpf_map_lookup_elem(&path_counts, &index);
}
