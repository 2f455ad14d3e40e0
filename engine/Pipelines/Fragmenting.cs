using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Whether routers may fragment a frame's outer packet: where the inner packet is IPv4 and may be fragmented itself, since its sender then
/// does not look for the path's MTU. All others have DF set outside, so that a path that is too small is told to their senders.
/// </summary>
internal static class Fragmenting
{
    private const int EtherType = 12;
    private const int Flags = 14 + 6;
    private const byte DontFragment = 0x40;

    /// <summary>Says so for an inner frame on its way to a VTEP.</summary>
    public static bool IsAllowed(ReadOnlySpan<byte> inner, OuterHeader outer) =>
        outer.Length == OuterHeader.Ipv4Length && inner.Length > Flags
        && inner[EtherType] == 0x08 && inner[EtherType + 1] == 0 && (inner[Flags] & DontFragment) == 0;
}
