using Falcon.Steering;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>Hashes the inner flow.</summary>
internal static class FlowHasher
{
    /// <summary>
    /// Hashes the IP addresses and, if every packet of the flow has them, the ports; for other protocols the MAC addresses.
    /// </summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="parsed">The parser's result.</param>
    /// <param name="secret">A keyed hash; null to use <see cref="FlowHash"/>.</param>
    public static uint Hash(ReadOnlySpan<byte> bytes, in ParsedFrame parsed, SecretFlowHash? secret)
    {
        bool ports = parsed.L4Offset != 0
            && (parsed.Flags & (ParsedFlags.Tcp | ParsedFlags.Udp)) != 0
            && (parsed.Flags & ParsedFlags.Fragment) == 0;
        ReadOnlySpan<byte> portBytes = ports ? bytes.Slice(parsed.L4Offset, 4) : default;
        bool ip = (parsed.Flags & (ParsedFlags.Ipv4 | ParsedFlags.Ipv6)) != 0;
        ReadOnlySpan<byte> addresses = !ip ? bytes[..12]
            : (parsed.Flags & ParsedFlags.Ipv4) != 0 ? bytes.Slice(parsed.L3Offset + 12, 8)
            : bytes.Slice(parsed.L3Offset + 8, 32);
        byte protocol = ip ? parsed.Protocol : (byte)0;
        return secret is null ? FlowHash.Compute(addresses, portBytes, protocol) : secret.Compute(addresses, portBytes, protocol);
    }
}
