using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Falcon.Vxlan;

/// <summary>
/// The outer headers of a frame that <see cref="Decapsulator"/> has accepted, for those behind it: frames come in runs of one tunnel, and differ there
/// in lengths, in the IPv4 header's identification and checksum and in the UDP source port. Compares what must be alike and checks what may differ,
/// instead of parsing all of it again. Only for the usual headers: IPv4 without options, no VLAN tag, no UDP checksum. Immutable, any thread; the
/// default value recognises nothing.
/// </summary>
public readonly struct OuterTemplate
{
    /// <summary>Bytes of the headers that it recognises; the inner frame is behind them.</summary>
    public const int Length = OuterHeader.Ipv4Length;

    private const int Ip = EthernetHeader.Length;
    private const int TotalLength = Ip + Ipv4Header.TotalLengthOffset;
    private const int Identification = Ip + Ipv4Header.IdentificationOffset;
    private const int IpChecksum = Ip + Ipv4Header.ChecksumOffset;
    private const int Udp = Ip + Ipv4Header.Length;
    private const int UdpLength = Udp + UdpHeader.LengthOffset;
    private const int UdpChecksum = Udp + UdpHeader.ChecksumOffset;
    private const int LeastUdpLength = UdpHeader.Length + VxlanHeader.Length + EthernetHeader.Length;

    // Two vectors cover the headers; the second one ends where they do.
    private const int Second = Length - 32;
    private static readonly Vector256<byte> s_firstMask = Vector256.Create(Alike().AsSpan(0, 32));
    private static readonly Vector256<byte> s_secondMask = Vector256.Create(Alike().AsSpan(Second, 32));

    private readonly Vector256<byte> _first;
    private readonly Vector256<byte> _second;
    private readonly uint _alikeSum; // of the words of the IPv4 header that are alike; not 0, as one of them says that it is IPv4

    private OuterTemplate(ReadOnlySpan<byte> frame)
    {
        _first = Vector256.Create(frame[..32]);
        _second = Vector256.Create(frame.Slice(Second, 32));
        for (int i = Ip; i < Udp; i += sizeof(ushort)) _alikeSum += Word(frame, i);
        _alikeSum -= DifferingSum(frame);
    }

    /// <summary>The template of a frame; one that recognises nothing when the headers are not the usual ones.</summary>
    /// <param name="frame">The outer frame.</param>
    /// <param name="decapsulated">What the decapsulator found in it, without an error.</param>
    public static OuterTemplate Of(ReadOnlySpan<byte> frame, in DecapsulatedFrame decapsulated)
    {
        bool usual = decapsulated.InnerOffset == Length && Word(frame, UdpChecksum) == 0; // options, tags and IPv6 all make it longer
        return usual ? new OuterTemplate(frame) : default;
    }

    /// <summary>
    /// Whether the frame is of the same tunnel, and such that the decapsulator would accept it: then it would find the same
    /// <see cref="DecapsulatedFrame"/> but for the inner length. Else nothing is known about it.
    /// </summary>
    /// <param name="frame">An outer frame, of any length.</param>
    /// <param name="innerLength">Bytes of the inner frame; 0 when it is not recognised.</param>
    public bool Recognises(ReadOnlySpan<byte> frame, out int innerLength)
    {
        innerLength = 0;
        if (_alikeSum == 0 || frame.Length < Length) return false;
        Vector256<byte> differences = (Vector256.Create(frame[..32]) ^ _first) & s_firstMask
            | (Vector256.Create(frame.Slice(Second, 32)) ^ _second) & s_secondMask;
        if (differences != Vector256<byte>.Zero) return false;

        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(frame[TotalLength..]);
        int udpLength = BinaryPrimitives.ReadUInt16BigEndian(frame[UdpLength..]);
        if (totalLength > frame.Length - Ip || udpLength > totalLength - Ipv4Header.Length || udpLength < LeastUdpLength) return false;
        uint sum = _alikeSum + DifferingSum(frame);
        sum = (ushort)sum + (sum >> 16);
        if ((ushort)sum + (sum >> 16) != 0xFFFF) return false;

        innerLength = udpLength - UdpHeader.Length - VxlanHeader.Length;
        return true;
    }

    /// <summary>0xFF for each byte that is the same in all frames of a run.</summary>
    private static byte[] Alike()
    {
        byte[] mask = new byte[Length];
        mask.AsSpan().Fill(0xFF);
        foreach (int word in (ReadOnlySpan<int>)[TotalLength, Identification, IpChecksum, Udp, UdpLength]) mask.AsSpan(word, sizeof(ushort)).Clear();
        return mask;
    }

    private static uint DifferingSum(ReadOnlySpan<byte> frame) =>
        (uint)Word(frame, TotalLength) + Word(frame, Identification) + Word(frame, IpChecksum);

    /// <summary>A word in the machine's order: whether a sum is that of a right checksum does not depend on it (RFC 1071 section 2).</summary>
    private static ushort Word(ReadOnlySpan<byte> frame, int offset) => MemoryMarshal.Read<ushort>(frame[offset..]);
}
