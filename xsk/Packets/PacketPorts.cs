namespace Falcon.Xsk;

/// <summary>
/// The devices that a <see cref="PacketSocket"/> with a ring takes frames from. Each has a share of the ring and its turn when frames are
/// received; what other devices of the namespace receive is refused.
/// </summary>
/// <param name="FirstIfIndex">Interface index of the first port's device; the others' follow.</param>
/// <param name="Count">How many ports there may be.</param>
/// <param name="Holds">Which ports may send next to nothing for now; as many entries as ports. Stays the caller's.</param>
public sealed record PacketPorts(int FirstIfIndex, int Count, PortHolds Holds);
