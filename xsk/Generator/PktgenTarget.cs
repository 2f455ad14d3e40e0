using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>struct pktgen_target of xsk/bpf/pktgen.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PktgenTarget
{
    public HeaderWords Headers;
    public uint UdpSum;
    public uint IpSum;

    public static PktgenTarget From(FrameHeaders headers)
    {
        var target = new PktgenTarget { UdpSum = headers.UdpSum, IpSum = headers.IpSum };
        headers.Bytes.CopyTo(MemoryMarshal.AsBytes((Span<ulong>)target.Headers));
        return target;
    }

    [InlineArray(17)]
    public struct HeaderWords
    {
        private ulong _first;
    }
}
