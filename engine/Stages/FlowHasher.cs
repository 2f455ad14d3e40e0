using Falcon.Engine.Frames;
using Falcon.Steering;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>Takes the headers' offsets into the descriptor and hashes the inner flow.</summary>
internal static class FlowHasher
{
    /// <summary>Fills in everything that parsing tells about a frame.</summary>
    public static void Describe(ref Frame frame, ReadOnlySpan<byte> bytes, in ParsedFrame parsed)
    {
        frame.L3 = parsed.L3Offset;
        frame.L4 = parsed.L4Offset;
        frame.Payload = parsed.PayloadOffset;
        frame.Protocol = parsed.Protocol;
        frame.Flags |= FlagsOf(parsed.Flags);
        frame.FlowHash = Hash(bytes, parsed);
    }

    private static FrameFlags FlagsOf(ParsedFlags parsed)
    {
        FrameFlags flags = FrameFlags.None;
        if ((parsed & ParsedFlags.Ipv4) != 0) flags |= FrameFlags.Ipv4;
        if ((parsed & ParsedFlags.Ipv6) != 0) flags |= FrameFlags.Ipv6;
        if ((parsed & ParsedFlags.Fragment) != 0) flags |= FrameFlags.Fragment;
        return flags;
    }

    /// <summary>Addresses and, where every packet of the flow has them, ports; the MAC addresses for what is not IP.</summary>
    private static uint Hash(ReadOnlySpan<byte> bytes, in ParsedFrame parsed)
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
