/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Counts the frames that the kernel path leaves to the engine, so that a flow returns to the kernel only when the engine holds none of its
// frames: kernel_path_order.h. Included by that, and by divert.bpf.c, which hands over the frames from the wire.

#define NO_BUCKET 0xffffffff

// What was left to the engine of the flows that share a bucket: PathOrder.cs.
struct path_order {
    __u32 left;  // frames so far, modulo 2^32
    __u32 since; // tick of the first frame that had to wait for others; 0: none waits
    __u32 first; // left at that time
    __s32 least; // the fewest that were not known to be out since then
    __u32 stuck; // tick since which frames had to wait, whatever was made up for meanwhile; 0: none waits
    __u32 unused;
};

// What the program before has found out about the frame that this CPU is at.
struct path_left {
    __u64 frame;  // the address of its sk_buff
    __u32 bucket; // or NO_BUCKET: no frame of its kind is ever carried
    __u32 waits;  // it could be carried but for the frames before it
};

_Static_assert(sizeof(struct path_order) == 24 && sizeof(struct path_left) == 16, "twins in C#");

// Resized before loading, and mapped into the daemon.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct path_order);
} path_orders SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct path_left);
} path_left SEC(".maps");

static __always_inline struct path_left *left_here(void)
{
    __u32 zero = 0;

    return bpf_map_lookup_elem(&path_left, &zero);
}

static __always_inline void end_wait(struct path_order *order)
{
    if (order->since)
        order->since = 0;
    if (order->stuck)
        order->stuck = 0;
}

// Counts what goes to the engine now. A frame that the engine has to carry whatever happens ends the patience of those behind it.
static __always_inline void count_left(const struct path_left *left, __u32 frames)
{
    __u32 bucket = left->bucket;
    struct path_order *order = bucket == NO_BUCKET ? NULL : bpf_map_lookup_elem(&path_orders, &bucket);

    if (!order)
        return;
    __sync_fetch_and_add(&order->left, frames);
    if (!left->waits)
        end_wait(order);
}
