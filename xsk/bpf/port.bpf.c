// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// XDP program on the host end of a container's veth. Every frame goes to the AF_XDP socket of its receive queue, except frames that a
// container sends past its gate while its CPU budget is used up.

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "port_holds.h"

const volatile __u32 port;

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
    if (is_held(port, bpf_xdp_get_buff_len(ctx)))
        return XDP_DROP;
    // Without a socket nobody can take the frame. The host's stack must not see a container's traffic.
    return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_DROP);
}

char _license[] SEC("license") = "GPL";
