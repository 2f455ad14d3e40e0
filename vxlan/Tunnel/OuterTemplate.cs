using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Falcon.Vxlan;

/// <summary>
/// The outer headers of a frame that <see cref="Decapsulator"/> has accepted, to recognise the next frames of the same tunnel. Those differ
/// only in lengths, in the IPv4 header's identification and checksum and in the UDP source port. So the template compares what must be
/// equal and checks what may differ, instead of parsing everything again. Only for the usual headers: IPv4 without options, no VLAN tag, no
/// UDP checksum. Immutable, any thread. The default value recognises nothing.
/// </summary>
public readonly struct OuterTemplate
{
    /// <summary>Bytes of the headers that it recognises; the inner frame follows them.</summary>
    public const int Length = OuterHeader.Ipv4Length;

    private const int Ip = EthernetHeader.Length;
    private const int TotalLength = Ip + Ipv4Header.TotalLengthOffset;
    private const int Identification = Ip + Ipv4Header.IdentificationOffset;
    private const int IpChecksum = Ip + Ipv4Header.ChecksumOffset;
    private const int Udp = Ip + Ipv4Header.Length;
    private const int UdpLength = Udp + UdpHeader.LengthOffset;
    private const int UdpChecksum = Udp + UdpHeader.ChecksumOffset;
    private const int LeastUdpLength = UdpHeader.Length + VxlanHeader.Length + EthernetHeader.Length;

    // Two vectors cover the headers. The second one ends where the headers end.
    private const int Second = Length - 32;
    private static readonly Vector256<byte> s_firstMask = Vector256.Create(Alike().AsSpan(0, 32));
    private static readonly Vector256<byte> s_secondMask = Vector256.Create(Alike().AsSpan(Second, 32));

    private readonly Vector256<byte> _first;
    private readonly Vector256<byte> _second;
    private readonly uint _alikeSum; // over the equal words of the IPv4 header; not 0, as one has the IP version

    private OuterTemplate(ReadOnlySpan<byte> frame)
    {
        _first = Vector256.Create(frame[..32]);
        _second = Vector256.Create(frame.Slice(Second, 32));
        for (int i = Ip; i < Udp; i += sizeof(ushort)) _alikeSum += Word(frame, i);
        _alikeSum -= DifferingSum(frame);
    }

    /// <summary>The template of a frame. Recognises nothing when the frame's headers are not the usual ones.</summary>
    /// <param name="frame">The outer frame.</param>
    /// <param name="decapsulated">What the decapsulator found in it, without an error.</param>
    public static OuterTemplate Of(ReadOnlySpan<byte> frame, in DecapsulatedFrame decapsulated)
    {
        bool usual = decapsulated.InnerOffset == Length && Word(frame, UdpChecksum) == 0; // options, tags and IPv6 make it longer
        return usual ? new OuterTemplate(frame) : default;
    }

    /// <summary>
    /// Whether the frame is of the same tunnel and the decapsulator would accept it. Then the decapsulator would find the same
    /// <see cref="DecapsulatedFrame"/> with another inner length. False says nothing about the frame.
    /// </summary>
    /// <param name="frame">An outer frame; any length.</param>
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

    /// <summary>0xFF for each byte that is equal in all frames of a tunnel.</summary>
    private static byte[] Alike()
    {
        byte[] mask = new byte[Length];
        mask.AsSpan().Fill(0xFF);
        int[] different = [TotalLength, Identification, IpChecksum, Udp, UdpLength];
        foreach (int word in different) mask.AsSpan(word, sizeof(ushort)).Clear();
        return mask;
    }

    private static uint DifferingSum(ReadOnlySpan<byte> frame) =>
        (uint)Word(frame, TotalLength) + Word(frame, Identification) + Word(frame, IpChecksum);

    /// <summary>A word in the machine's byte order. A sum is correct in either byte order (RFC 1071 section 2).</summary>
    private static ushort Word(ReadOnlySpan<byte> frame, int offset) => MemoryMarshal.Read<ushort>(frame[offset..]);
}
