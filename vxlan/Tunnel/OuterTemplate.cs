using System.Buffers.Binary;
using System.Runtime.CompilerServices;

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
    private const int Udp = Ip + Ipv4Header.Length;
    private const int LeastUdpLength = UdpHeader.Length + VxlanHeader.Length + EthernetHeader.Length;

    private static readonly HeaderMask s_alike = HeaderMask.AllBut(
        Length,
        Ip + Ipv4Header.TotalLengthOffset,
        Ip + Ipv4Header.IdentificationOffset,
        Ip + Ipv4Header.ChecksumOffset,
        Udp, // the source port
        Udp + UdpHeader.LengthOffset);

    private readonly Headers _headers;
    private readonly uint _alikeSum; // of the words of the IPv4 header that are alike; not 0, as one of them says that it is IPv4

    private OuterTemplate(ReadOnlySpan<byte> frame)
    {
        frame[..Length].CopyTo(_headers);
        for (int i = Ip; i < Udp; i += sizeof(ushort)) _alikeSum += BinaryPrimitives.ReadUInt16BigEndian(frame[i..]);
        _alikeSum -= DifferingSum(new Ipv4Header(frame[Ip..]));
    }

    /// <summary>The template of a frame; one that recognises nothing when the headers are not the usual ones.</summary>
    /// <param name="frame">The outer frame.</param>
    /// <param name="decapsulated">What the decapsulator found in it, without an error.</param>
    public static OuterTemplate Of(ReadOnlySpan<byte> frame, in DecapsulatedFrame decapsulated)
    {
        bool usual = decapsulated.InnerOffset == Length && new UdpHeader(frame[Udp..]).Checksum == 0; // options, tags and IPv6 all make it longer
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
        if (_alikeSum == 0 || frame.Length < Length || !s_alike.IsAlike(_headers, frame)) return false;
        Ipv4Header ip = new(frame[Ip..]);
        int totalLength = ip.TotalLength, udpLength = new UdpHeader(frame[Udp..]).DatagramLength;
        if (totalLength > frame.Length - Ip || udpLength > totalLength - Ipv4Header.Length || udpLength < LeastUdpLength) return false;
        uint sum = _alikeSum + DifferingSum(ip);
        sum = (ushort)sum + (sum >> 16);
        if ((ushort)sum + (sum >> 16) != 0xFFFF) return false;

        innerLength = udpLength - UdpHeader.Length - VxlanHeader.Length;
        return true;
    }

    private static uint DifferingSum(in Ipv4Header ip) => (uint)ip.TotalLength + ip.Identification + ip.Checksum;

    [InlineArray(Length)]
    private struct Headers
    {
        private byte _first;
    }
}
