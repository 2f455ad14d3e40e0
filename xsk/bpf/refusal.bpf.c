// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Counts the datagrams that our containers' sockets refuse because their buffer is full, on the tracepoint udp:udp_fail_queue_rcv_skb. Each
// CPU has its own entry. Delivering runs on the CPU of the worker that delivers, so the worker finds its own refusals there, and nobody
// else writes the entry.

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

// The used fields of the kernel's structs. The kernel's BTF gives their offsets when the program is loaded.
struct net {
    __u64 net_cookie;
};

typedef struct {
    struct net *net;
} possible_net_t;

struct sock_common {
    __u16 skc_num;
    possible_net_t skc_net;
};

struct sock {
    struct sock_common __sk_common;
    int sk_rcvbuf;
};

struct sk_buff {
    int skb_iif;
    unsigned int truesize;
};

#pragma clang attribute pop

// A container's device: its network namespace and its index there.
struct device {
    __u64 netns;
    __u64 ifindex;
};

// Resized to the number of containers before loading.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1);
    __type(key, struct device);
    __type(value, __u32);
} devices SEC(".maps");

struct refusal {
    __u64 count;     // on this CPU
    __u32 container; // of the last one: its value in the map above,
    __u16 udp_port;  // its socket's port,
    __u16 zero;
    __u32 room;      // and how many datagrams like it that socket's buffer holds
    __u32 unused[11]; // fills the cache line
};

// An entry per CPU, mapped into the daemon; resized before loading.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct refusal);
} refusals SEC(".maps");

// By container, over all CPUs; resized before loading.
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} refused SEC(".maps");

SEC("tp_btf/udp_fail_queue_rcv_skb")
int falcon_refusal(__u64 *ctx)
{
    struct sock *sk = (void *)ctx[1]; // after the error
    struct sk_buff *skb = (void *)ctx[2];
    struct device device = { .netns = sk->__sk_common.skc_net.net->net_cookie, .ifindex = skb->skb_iif };
    __u32 *container = bpf_map_lookup_elem(&devices, &device);
    __u32 cpu = bpf_get_smp_processor_id();
    __u64 *count;
    struct refusal *refusal = bpf_map_lookup_elem(&refusals, &cpu);

    if (!container || !refusal)
        return 0;
    refusal->container = *container;
    refusal->udp_port = sk->__sk_common.skc_num;
    refusal->room = sk->sk_rcvbuf / (skb->truesize | 1); // avoids a division by zero
    refusal->count++;
    count = bpf_map_lookup_elem(&refused, container);
    if (count)
        (*count)++;
    return 0;
}

char _license[] SEC("license") = "GPL";
