/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
// Budgets in the kernel path. What a port may not get is dropped where it is first seen, and the host pays for that: a container that gets
// nothing must not get deeper into debt, and its neighbours in the same softirq must not pay for what it is sent.

#define DROPPED (REASONS + 1) // what decide() says of a frame that its receiver may not get; no reason, for nobody gets it

#include "throttles.h"

// Whether a port may not get a frame or train that the kernel path would carry to it.
static __always_inline int is_refused(__u32 port, __u32 frames, __u32 bytes)
{
    if (!is_any_throttled() || !is_over_budget(1 + port, frames, bytes))
        return 0;
    bill(HOST);
    return 1;
}

// Whether a port gets nothing at all now, so that it does not matter who would carry the frame.
static __always_inline int is_stopped(__u32 port, __u32 frames, __u32 bytes)
{
    struct throttle *throttle = is_any_throttled() ? throttle_of(1 + port) : NULL;

    return throttle && !throttle->bunch && is_refused(port, frames, bytes);
}
