using Falcon.Steering;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>Hashes the inner flow.</summary>
internal static class FlowHasher
{
    /// <summary>Addresses and, where every packet of the flow has them, ports; the MAC addresses for what is not IP.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes, in ParsedFrame parsed)
    {
        bool ports = parsed.L4Offset != 0
            && (parsed.Flags & (ParsedFlags.Tcp | ParsedFlags.Udp)) != 0
            && (parsed.Flags & ParsedFlags.Fragment) == 0;
        ReadOnlySpan<byte> portBytes = ports ? bytes.Slice(parsed.L4Offset, 4) : default;

        if ((parsed.Flags & ParsedFlags.Ipv4) != 0)
            return FlowHash.Compute(bytes.Slice(parsed.L3Offset + 12, 8), portBytes, parsed.Protocol);
        if ((parsed.Flags & ParsedFlags.Ipv6) != 0)
            return FlowHash.Compute(bytes.Slice(parsed.L3Offset + 8, 32), portBytes, parsed.Protocol);
        return FlowHash.Compute(bytes[..12], default, 0);
    }
}
