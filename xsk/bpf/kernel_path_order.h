/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Keeps the order of a flow that changes from the engine to the kernel path. Flows share buckets. What a program leaves to the engine
// counts into its bucket, and the workers count what has left the engine again. Only while both are equal the kernel path carries a frame
// of the bucket. Frames that are lost in between would block it for ever, so the wait is bounded. Needs kernel_path_tables.h.

#include "kernel_path_left.h"

#define ORDER_GROUP 64 // buckets of a group; the second half is for TCP
#define ORDER_WIRE 1024 // groups of frames from the wire, behind those of the ports
#define ORDER_WORKERS 1024 // more than there are
#define TICK_SHIFT 20 // a tick is about a millisecond
#define LATENCY 8 // ticks from a program to a worker's ring, and of the coarse clock
#define PATIENCE 20
#define LONG_PATIENCE 200
#define LONGEST_PATIENCE 1000

// By worker and bucket, the frames that have left the engine, sent or dropped. Resized before loading, and mapped into the daemon.
MAPPED_ARRAY(path_done, __u64);

// By worker, when it has last found nothing in its rings and held nothing: CLOCK_MONOTONIC.
MAPPED_ARRAY(path_emptied, __u64);

// FlowBuckets.cs does the same.
static __always_inline __u64 mix(__u64 hash, __u64 word)
{
    hash = (hash ^ word) * path.secret;
    return hash ^ hash >> 32;
}

static __always_inline __u64 two(const __u32 *words)
{
    return words[0] | (__u64)words[1] << 32;
}

// The bucket of an inner frame's flow within a group. Only what may be carried one day has one; it lies at fixed offsets.
static __always_inline __u32 bucket_in(__u32 group, const void *start, const void *end)
{
    const struct ethhdr *ethernet = start;
    const void *ip = ethernet + 1, *transport;
    __u64 hash = 0;
    __u8 protocol;

    if (ip > end || ethernet->h_dest[0] & 1)
        return NO_BUCKET;
    if (ethernet->h_proto == bpf_htons(ETH_P_IP)) {
        const struct iphdr *ip4 = ip;

        transport = ip4 + 1;
        if (transport > end || *(const __u8 *)ip != 0x45 || ip4->frag_off & bpf_htons(IP_FRAGMENT))
            return NO_BUCKET;
        protocol = ip4->protocol;
        hash = mix(hash, two(&ip4->saddr));
    } else if (ethernet->h_proto == bpf_htons(ETH_P_IPV6)) {
        const struct ipv6hdr *ip6 = ip;
        const __u32 *addresses = (const void *)&ip6->saddr;

        transport = ip6 + 1;
        if (transport > end || *(const __u8 *)ip >> 4 != 6)
            return NO_BUCKET;
        protocol = ip6->nexthdr;
#pragma unroll
        for (int i = 0; i < 8; i += 2)
            hash = mix(hash, two(addresses + i));
    } else {
        return NO_BUCKET;
    }
    if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP) {
        if (transport + 4 > end)
            return NO_BUCKET;
        hash = mix(hash, *(const __u32 *)transport);
    } else if (protocol != IPPROTO_ICMP && protocol != IPPROTO_ICMPV6) {
        return NO_BUCKET;
    }
    hash = mix(hash, protocol) & (ORDER_GROUP / 2 - 1);
    return group * ORDER_GROUP + (protocol == IPPROTO_TCP ? ORDER_GROUP / 2 : 0) + (__u32)hash;
}

// A port's container cannot fill the buckets of another's.
static __always_inline __u32 bucket_from_port(__u32 port, const void *start, const void *end)
{
    return bucket_in(port, start, end);
}

static __always_inline __u32 bucket_from_wire(__u32 vni, const void *start, const void *end)
{
    const struct ethhdr *ethernet = start;
    __u64 receiver;

    if ((const void *)(ethernet + 1) > end)
        return NO_BUCKET;
    receiver = *(const __u32 *)ethernet->h_dest | (__u64)*(const __u16 *)(ethernet->h_dest + 4) << 32;
    return bucket_in(path.ports + (mix(mix(0, vni), receiver) & (ORDER_WIRE - 1)), start, end);
}

static __always_inline __u32 done_of(__u32 bucket)
{
    __u32 done = 0;

    for (__u32 worker = 0; worker < ORDER_WORKERS && worker < path.workers; worker++) {
        __u32 place = worker * (path.ports + ORDER_WIRE) * ORDER_GROUP + bucket;
        __u64 *frames = bpf_map_lookup_elem(&path_done, &place);

        if (frames)
            done += *(volatile __u64 *)frames;
    }
    return done;
}

// Whether all workers have found their rings empty after a tick.
static __always_inline int have_emptied(__u32 tick)
{
    for (__u32 worker = 0; worker < ORDER_WORKERS && worker < path.workers; worker++) {
        __u64 *emptied = bpf_map_lookup_elem(&path_emptied, &worker);

        if (emptied && (__s32)((__u32)(*(volatile __u64 *)emptied >> TICK_SHIFT) - tick) <= 0)
            return 0;
    }
    return 1;
}

// Whether what is missing of a bucket is lost. TCP mends its order, so it need not be sure. Of others it is if they come seldom enough
// that the workers had given back all before each of them; those that come often wait longer, and nobody waits for ever.
static __always_inline int is_overdue(const struct path_order *order, __u32 now, int tcp)
{
    __s32 waited = now - order->since;

    if (waited < PATIENCE)
        return 0;
    if (tcp)
        return 1;
    return have_emptied(order->since + LATENCY) && (order->left - order->first < (__u32)waited || waited >= LONG_PATIENCE);
}

static __always_inline void count_overdue(__u32 place)
{
    struct path_count *count = count_of(place);

    if (count)
        count->overdue++;
}

// Takes all that is missing for lost. Frames get lost all the time where a closed gate drops them, so the fewest that are missing grow and
// grow. If the engine held some after all, fewer are missing than none when they come out.
static __always_inline int make_even(struct path_order *order, __s32 held, __u32 place)
{
    end_wait(order);
    if (held > 0)
        count_overdue(place);
    __sync_fetch_and_sub(&order->left, held);
    return MINE;
}

// Whether a frame that is mine otherwise can be carried before what the engine may still hold of its bucket. What is lost is made up for,
// and counted at a place.
static __always_inline int check_order(__u32 bucket, int tcp, __u32 place)
{
    struct path_order *order = bpf_map_lookup_elem(&path_orders, &bucket);
    __u32 left, now;
    __s32 held;

    if (!order)
        return ORDER;
    left = *(volatile __u32 *)&order->left;
    held = left - done_of(bucket);
    if (!held) {
        end_wait(order);
        return MINE;
    }
    now = (__u32)(bpf_ktime_get_coarse_ns() >> TICK_SHIFT) | 1; // 0 has a meaning, and this may be a tick ahead
    if (!order->stuck)
        order->stuck = now;
    if (held < 0 || (__s32)(now - order->stuck) >= LONGEST_PATIENCE)
        return make_even(order, held, place);
    if (!order->since) {
        order->first = left;
        order->least = held;
        order->since = now;
        return ORDER;
    }
    if (held < order->least)
        order->least = held;
    if (!is_overdue(order, now, tcp))
        return ORDER;
    order->since = 0;
    count_overdue(place);
    __sync_fetch_and_sub(&order->left, order->least);
    return held == order->least ? MINE : ORDER;
}
