using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Vxlan;

namespace Falcon.Pktgen;

/// <summary>struct pktgen_target of bpf/pktgen.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PktgenTarget
{
    public HeaderWords Headers;
    public uint UdpSum;
    public uint IpSum;

    /// <summary>The headers as the program takes them; what it sums up are words as they lie in memory.</summary>
    public static PktgenTarget From(FrameHeaders headers, ushort destinationPort)
    {
        ushort udp = InternetChecksum.Add(InternetChecksum.Add(headers.PseudoHeaderSum, destinationPort), PayloadHeader.Magic);
        PktgenTarget target = new() { UdpSum = InMemory(udp), IpSum = InMemory(headers.IpSum) };
        headers.Bytes.CopyTo(MemoryMarshal.AsBytes((Span<ulong>)target.Headers));
        return target;
    }

    /// <summary>
    /// A sum of words in network byte order as the sum of the same words as they lie in memory (RFC 1071 section 2: only its bytes swap).
    /// </summary>
    public static ushort InMemory(ushort sum) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(sum) : sum;

    [InlineArray(17)]
    public struct HeaderWords
    {
        private ulong _first;
    }
}
