// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The packet generator: run on live frames (BPF_PROG_TEST_RUN), it fills each and sends it out of a device.

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "pktgen.h"

// The wait for a bulk's turn runs with softirqs off: it is cut into slices, and the kernel gets its turn in between.
#define LONGEST_WAIT 50000
#define CLOCK_READS 100000

// A schedule that is further behind than this is put back; one that is less behind catches up.
#define LONGEST_LAG 100000000ULL

const volatile struct pktgen_constants constants = {};
struct pktgen_state state;
volatile struct pktgen_control control SEC(".data") = {};

// The device that sends. A map is 5 % faster than to look it up by its index for each frame.
struct {
    __uint(type, BPF_MAP_TYPE_DEVMAP);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u32);
} devices SEC(".maps");

struct wait {
    __u64 until;
    __u64 now;
};

static long look_at_clock(__u32 index, void *context)
{
    struct wait *wait = context;

    (void)index;
    wait->now = bpf_ktime_get_ns();
    return wait->now >= wait->until;
}

// Spins until the bulk is due. A bulk that is late leaves half an interval after the one before: the rate never more than doubles.
static __always_inline bool wait_for_turn(__u64 interval)
{
    __u64 due = state.start + (state.due >> 16);
    __u64 turn = due > state.earliest ? due : state.earliest;

    if (state.now < turn) {
        __u64 slice = state.now + LONGEST_WAIT;
        struct wait wait = { .until = turn < slice ? turn : slice, .now = state.now };

        bpf_loop(CLOCK_READS, look_at_clock, &wait, 0);
        state.waited += wait.now - state.now;
        state.now = wait.now;
        if (wait.now < turn)
            return false;
    }
    if (state.now > due + LONGEST_LAG) {
        __u64 lost = state.now - due - LONGEST_LAG;

        state.forgotten += lost;
        state.due += lost << 16;
    }
    state.due += interval;
    state.earliest = state.now + (interval >> 17);
    return true;
}

static __always_inline bool may_send(void)
{
    if (state.frames >= control.limit)
        return false;
    if (state.bulk_left) {
        state.bulk_left--;
        return true;
    }

    __u64 now = bpf_ktime_get_ns();
    if (!state.start)
        state.start = now;
    if (now - state.start >= control.duration)
        return false;
    state.now = now;

    __u64 interval = constants.interval;
    if (interval && !wait_for_turn(interval))
        return false;
    state.bulk_left = constants.bulk - 1;
    return true;
}

static __always_inline __u64 add(__u64 sum, __u64 word)
{
    return sum + (__u32)word + (word >> 32);
}

static __always_inline __u16 checksum(__u64 sum)
{
    sum = (sum & 0xffff) + ((sum >> 16) & 0xffff) + ((sum >> 32) & 0xffff);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return ~sum;
}

// The lengths of one IP header and its UDP header: the frame's bytes from the IP header on are known.
static __always_inline void write_lengths(void *ip, bool ipv6, __u32 sum, __u32 bytes)
{
    struct udphdr *udp;

    if (ipv6) {
        bytes -= sizeof(struct ipv6hdr);
        ((struct ipv6hdr *)ip)->payload_len = bpf_htons(bytes);
        udp = ip + sizeof(struct ipv6hdr);
    } else {
        struct iphdr *header = ip;

        header->tot_len = bpf_htons(bytes);
        header->check = checksum((__u64)sum + bpf_htons(bytes));
        bytes -= sizeof(struct iphdr);
        udp = ip + sizeof(struct iphdr);
    }
    udp->len = bpf_htons(bytes);
}

// RFC 7348, section 5: a port of the dynamic range that the inner flow decides.
static __always_inline __u16 outer_port(__u16 port)
{
    return 0xC000 | ((__u32)(port * 0x9E3779B1u) >> 18);
}

// Writes everything but the zeros behind the payload's fields: a recycled frame holds what its last reader left in it.
static __always_inline bool write_frame(struct xdp_md *ctx, __u16 flow, __u64 sequence, __u32 length)
{
    void *data = (void *)(long)ctx->data;
    const volatile struct pktgen_target *target = &constants.target[constants.second_from && flow >= constants.second_from];
    __u32 headers = constants.header_length;
    __u32 outer = constants.outer_length;
    void *payload = data + headers;
    struct udphdr *udp = payload - sizeof(struct udphdr);

    // Both are known to the verifier; without the first it would refuse the object whose constants nobody set.
    if (headers < ETH_HLEN + sizeof(struct iphdr) + sizeof(struct udphdr) || payload + PKTGEN_PAYLOAD > (void *)(long)ctx->data_end)
        return false;
#pragma unroll
    for (__u32 i = 0; i < PKTGEN_HEADER_WORDS; i++)
        if (i * 8 < headers)
            ((__u64 *)data)[i] = target->headers[i];
    if (constants.lengths > 1) {
        __u32 inner_ip = outer + ETH_HLEN;

        write_lengths(data + inner_ip, constants.inner_ipv6, target->ip_sum, length - inner_ip);
        if (outer)
            write_lengths(data + ETH_HLEN, constants.outer_ipv6, constants.outer_ip_sum, length - ETH_HLEN);
    }

    __u16 port = constants.first_port + flow;
    __u64 flow_and_sequence = bpf_cpu_to_be64((__u64)flow << PKTGEN_SEQUENCE_BITS | sequence);
    __u64 time = bpf_cpu_to_be64(state.now);
    __u64 sum = target->udp_sum + bpf_htons(port) + 2ULL * bpf_htons(length - headers + sizeof(struct udphdr));

    if (outer) {
        struct udphdr *outer_udp = data + outer - 8 - sizeof(struct udphdr);

        outer_udp->source = bpf_htons(outer_port(port));
    }
    *(__u16 *)payload = bpf_htons(PKTGEN_MAGIC);
    *(__u64 *)(payload + PKTGEN_FLOW_AND_SEQUENCE) = flow_and_sequence;
    *(__u64 *)(payload + PKTGEN_TIME) = time;
    udp->source = bpf_htons(port);
    udp->check = checksum(add(add(sum, flow_and_sequence), time)) ?: 0xffff;
    return true;
}

// Flows take turns, each with a burst of frames.
static __always_inline void next_frame(__u32 length)
{
    state.frames++;
    state.bytes += length;
    if (++state.position < constants.burst)
        return;
    state.position = 0;
    if (++state.flow < constants.flows)
        return;
    state.flow = 0;
    state.round++;
}

SEC("xdp")
int pktgen_send(struct xdp_md *ctx)
{
    if (!may_send())
        return XDP_DROP;

    __u32 flow = state.flow;
    __u64 sequence = state.round * constants.burst + state.position;
    __u32 length = constants.length[0];

    if (constants.lengths > 1) {
        __u32 index = (flow + sequence) % PKTGEN_LENGTHS;

        asm volatile("" : "+r"(index)); // the verifier does not know what a remainder is, and clang would drop the test
        if (index >= PKTGEN_LENGTHS)
            return XDP_ABORTED;
        length = constants.length[index];
        if (bpf_xdp_adjust_tail(ctx, (int)(length - constants.longest)))
            return XDP_ABORTED;
    }
    if (!write_frame(ctx, flow, sequence, length))
        return XDP_ABORTED;
    next_frame(length);
    return bpf_redirect_map(&devices, 0, XDP_ABORTED);
}

// The other end of a wire, for measurements: takes every frame and drops it; the device counts them.
SEC("xdp")
int pktgen_drop(struct xdp_md *ctx)
{
    (void)ctx;
    return XDP_DROP;
}

char _license[] SEC("license") = "GPL";
