// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// XDP program on the host end of a container's veth: every frame goes to the AF_XDP socket of its receive queue.

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

// Resized to the number of receive queues before loading.
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

SEC("xdp")
int falcon_port(struct xdp_md *ctx)
{
    // A queue without a socket has nobody to take the frame: the host's stack must not see a container's traffic.
    return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_DROP);
}

char _license[] SEC("license") = "GPL";
