using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// What the kernel reads and writes besides the bytes of a message. In one structure, so that a message touches few cache lines.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PacketSlot
{
    /// <summary>The device.</summary>
    public sockaddr_ll Address;

    /// <summary>First element of the message's iovec.</summary>
    public VirtioNetHeader Header;

    /// <summary>Ancillary data of a received message.</summary>
    public PacketAuxData Control;
}
