using Falcon.Xsk.Programs;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The devices from which a <see cref="PacketSocket"/> with a ring takes frames. Each device has a share of the ring and takes turns with
/// the others. Frames of other devices of the namespace are refused.
/// </summary>
/// <param name="FirstIfIndex">Interface index of the first port's device. The other ports' indices follow it.</param>
/// <param name="Count">The largest number of ports.</param>
/// <param name="Holds">Which ports may send almost nothing at present; one entry per port. The caller disposes of it.</param>
public sealed record PacketPorts(int FirstIfIndex, int Count, PortHolds Holds);
