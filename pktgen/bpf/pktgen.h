/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What falcon pktgen and its XDP program share with the C# of pktgen/: the payload, the constants of a run and its state.
 * Each struct has a twin there; loading and map access compare their sizes.
 */
#ifndef FALCON_PKTGEN_H
#define FALCON_PKTGEN_H

#include <linux/types.h>

/*
 * The first 18 bytes of every UDP payload, in network byte order and without padding. 18 bytes fill a frame of the least Ethernet
 * length (14 + 20 + 8 + 18 = 60, without FCS):
 *
 *   offset 0   u16  magic 0xFA1C
 *   offset 2   u16  flow
 *   offset 4   u48  sequence number of the flow, from 0
 *   offset 10  u64  send time, nanoseconds of CLOCK_MONOTONIC
 *
 * The rest of a longer payload is zero. Every field starts at an even offset of the datagram, as checksums want it.
 */
#define PKTGEN_MAGIC 0xFA1C
#define PKTGEN_PAYLOAD 18
#define PKTGEN_FLOW_AND_SEQUENCE 2
#define PKTGEN_TIME 10
#define PKTGEN_SEQUENCE_BITS 48

/* Eight-byte words that hold the longest headers: Ethernet, IPv6, UDP, VXLAN, Ethernet, IPv6, UDP are 132 bytes. */
#define PKTGEN_HEADER_WORDS 17
#define PKTGEN_LENGTHS 12

/* Where frames go. Sums are one's complement sums of 16-bit words as they lie in memory. */
struct pktgen_target {
    __u64 headers[PKTGEN_HEADER_WORDS]; /* all headers, with lengths and checksums for the first of the frame lengths */
    __u32 udp_sum;         /* pseudo header and destination port of the inner datagram, magic */
    __u32 ip_sum;          /* inner IPv4 header without total length and checksum */
};

/* Fixed when the program is loaded. */
struct pktgen_constants {
    struct pktgen_target target[2];
    __u64 interval;        /* between two bulks: nanoseconds << 16; 0: as fast as possible */
    __u32 flows;
    __u32 burst;           /* frames of one flow in a row */
    __u32 bulk;            /* frames that leave together: the clock is read once for them */
    __u32 second_from;     /* first flow that goes to the second target; 0: none does */
    __u32 outer_ip_sum;    /* as ip_sum of a target, of the outer header */
    __u16 header_length;   /* bytes before the payload */
    __u16 outer_length;    /* bytes before the inner frame; 0: no VXLAN */
    __u16 first_port;      /* source port of flow 0 */
    __u16 lengths;         /* how many of the frame lengths below are in use: 1, or all for a mix */
    __u16 length[PKTGEN_LENGTHS];
    __u16 longest;         /* of the frame lengths: each frame comes that long */
    __u8 inner_ipv6;
    __u8 outer_ipv6;
};

/* Written by the program; user space reads it after a run, and clears bulk_left before one. */
struct pktgen_state {
    __u64 frames;
    __u64 bytes;
    __u64 start;           /* clock at the first frame; 0: none yet */
    __u64 now;             /* clock at the latest bulk */
    __u64 due;             /* of the next bulk: nanoseconds << 16 since start */
    __u64 earliest;        /* clock before which the next bulk must not leave */
    __u64 forgotten;       /* nanoseconds by which the schedule was put back, because the program had not run for too long */
    __u64 waited;          /* nanoseconds spent waiting for a bulk's turn */
    __u64 round;           /* how often all flows had their burst */
    __u32 flow;
    __u32 position;        /* in the burst */
    __u32 bulk_left;
    __u32 padding;
};

/* Written by user space at any time. */
struct pktgen_control {
    __u64 limit;           /* frames, over all runs; 0 ends a run */
    __u64 duration;        /* nanoseconds after the first frame */
};

#endif
