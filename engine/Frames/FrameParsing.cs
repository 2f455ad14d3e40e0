using Falcon.Vxlan;

namespace Falcon.Engine.Frames;

/// <summary>Copies parser results into the descriptor and back.</summary>
internal static class FrameParsing
{
    private const byte Tcp = 6;
    private const byte Udp = 17;

    /// <summary>Stores the headers' offsets and kinds in the descriptor.</summary>
    public static void Describe(ref Frame frame, in ParsedFrame parsed)
    {
        frame.L3 = parsed.L3Offset;
        frame.L4 = parsed.L4Offset;
        frame.Payload = parsed.PayloadOffset;
        frame.Protocol = parsed.Protocol;
        if ((parsed.Flags & ParsedFlags.Ipv4) != 0) frame.Flags |= FrameFlags.Ipv4;
        if ((parsed.Flags & ParsedFlags.Ipv6) != 0) frame.Flags |= FrameFlags.Ipv6;
        if ((parsed.Flags & ParsedFlags.Fragment) != 0) frame.Flags |= FrameFlags.Fragment;
        bool padded = parsed.TotalLength != frame.Length;
        if ((parsed.Flags & ParsedFlags.IpOptions) != 0 || padded) frame.Flags |= FrameFlags.Alone;
    }

    /// <summary>
    /// Recovers the parser's result from the descriptor, without reading the frame. For TCP and UDP frames without
    /// <see cref="FrameFlags.Alone"/>.
    /// </summary>
    /// <param name="frame">A frame that has been described.</param>
    /// <param name="parsed">
    /// The layout, written to the caller's variable: copying fields that were just written would wait for the store buffer.
    /// </param>
    public static void Recall(in Frame frame, out ParsedFrame parsed)
    {
        ParsedFlags flags = (frame.Flags & FrameFlags.Ipv6) != 0 ? ParsedFlags.Ipv6 : ParsedFlags.Ipv4;
        if (frame.Protocol == Tcp) flags |= ParsedFlags.Tcp;
        if (frame.Protocol == Udp) flags |= ParsedFlags.Udp;
        parsed = default;
        parsed.L3Offset = frame.L3;
        parsed.L4Offset = frame.L4;
        parsed.PayloadOffset = frame.Payload;
        parsed.Protocol = frame.Protocol;
        parsed.Flags = flags;
        parsed.TotalLength = frame.Length;
    }
}
