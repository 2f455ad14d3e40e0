using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Programs;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The devices from which a <see cref="PacketSocket"/> with a ring takes frames. Each device has a share of the ring and takes turns with
/// the others. Frames of other devices of the namespace are refused.
/// </summary>
/// <param name="FirstIfIndex">Interface index of the first port's device. The other ports' indices follow it.</param>
/// <param name="Count">The largest number of ports.</param>
/// <param name="Holds">Which ports may send almost nothing at present; one entry per port. The caller disposes of it.</param>
public sealed record PacketPorts(int FirstIfIndex, int Count, PortHolds Holds)
{
    /// <summary>
    /// Carries known flows: the socket does not get their frames, and <see cref="KernelPathPrograms.AttachDecidedPort"/> takes them. Null
    /// where the socket gets all frames.
    /// </summary>
    public KernelPathPrograms? Path { get; init; }

    /// <summary>Loads the filter that a socket with these ports would have, to see whether the kernel takes it.</summary>
    /// <exception cref="Native.XskException">It does not; the message has the verifier's log.</exception>
    public void CheckFilter() => PacketRingGuard.Open(this).Dispose();
}
