using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Decides whether routers may fragment a frame's outer packet: only if the inner packet is IPv4 and may be fragmented, because its sender
/// then does not discover the path MTU. All other outer packets have DF set, so that senders learn of a path that is too small.
/// </summary>
internal static class Fragmenting
{
    private const int EtherType = 12;
    private const int Flags = 14 + 6;
    private const byte DontFragment = 0x40;

    /// <summary>Whether routers may fragment the outer packet of an inner frame.</summary>
    public static bool IsAllowed(ReadOnlySpan<byte> inner, OuterHeader outer) =>
        outer.Length == OuterHeader.Ipv4Length && inner.Length > Flags
        && inner[EtherType] == 0x08 && inner[EtherType + 1] == 0 && (inner[Flags] & DontFragment) == 0;
}
