using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>
/// Says in which bucket a flow's frames are counted, as the programs do: bucket_in of xsk/bpf/kernel_path_order.h. It reads the headers at
/// fixed offsets, so that both sides agree whatever a frame looks like. Only what the kernel path may carry one day has a bucket.
/// </summary>
public sealed class FlowBuckets
{
    /// <summary>The bucket of all other frames.</summary>
    public const int None = -1;

    internal const int Group = 64; // ORDER_GROUP
    internal const int WireGroups = 1024; // ORDER_WIRE

    private const int Ethernet = 14, Ipv4 = 20, Ipv6 = 40, Udp = 8, Vxlan = 8;
    private const int Icmp = 1, Tcp = 6, UdpProtocol = 17, Icmpv6 = 58;

    private readonly int _ports;
    private readonly ulong _secret;

    /// <summary>Makes the buckets of a number of ports.</summary>
    /// <param name="ports">How many ports there are; each has a group of buckets.</param>
    /// <param name="secret">Any number: who knows it can choose flows that share a bucket.</param>
    public FlowBuckets(int ports, ulong secret) => (_ports, _secret) = (ports, secret | 1);

    /// <summary>How many there are.</summary>
    public int Count => (_ports + WireGroups) * Group;

    /// <summary>What the programs have to hash with.</summary>
    internal ulong Secret => _secret;

    /// <summary>The bucket of a frame that a port's container sent.</summary>
    public int FromPort(int port, ReadOnlySpan<byte> frame) => InGroup(port, frame);

    /// <summary>The bucket of a frame from the wire, with its outer headers.</summary>
    public int FromWire(ReadOnlySpan<byte> frame)
    {
        int length = OuterLength(frame);
        if (length == 0 || frame.Length < length + Ethernet) return None;
        ReadOnlySpan<byte> vni = frame[(length - 4)..], inner = frame[length..];
        ulong receiver = Read<uint>(inner, 0) | (ulong)Read<ushort>(inner, 4) << 32;
        ulong group = Mix(Mix(0, (uint)(vni[0] << 16 | vni[1] << 8 | vni[2])), receiver) % WireGroups;
        return InGroup(_ports + (int)group, inner);
    }

    private int InGroup(int group, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Ethernet + Ipv4 || (frame[0] & 1) != 0) return None;
        ulong hash;
        int protocol, transport;
        if (IsIpv4(frame))
        {
            if (frame[Ethernet] != 0x45 || (frame[Ethernet + 6] & 0x3f) != 0 || frame[Ethernet + 7] != 0) return None; // options, fragments
            (protocol, transport) = (frame[Ethernet + 9], Ethernet + Ipv4);
            hash = Mix(0, Read<ulong>(frame, Ethernet + 12));
        }
        else if (IsIpv6(frame) && frame.Length >= Ethernet + Ipv6)
        {
            if (frame[Ethernet] >> 4 != 6) return None;
            (protocol, transport) = (frame[Ethernet + 6], Ethernet + Ipv6);
            hash = 0;
            for (int word = 0; word < 4; word++) hash = Mix(hash, Read<ulong>(frame, Ethernet + 8 + 8 * word));
        }
        else
        {
            return None;
        }

        if (protocol is Tcp or UdpProtocol)
        {
            if (frame.Length < transport + 4) return None;
            hash = Mix(hash, Read<uint>(frame, transport));
        }
        else if (protocol is not (Icmp or Icmpv6))
        {
            return None;
        }

        const int Half = Group / 2;
        return group * Group + (protocol == Tcp ? Half : 0) + (int)(Mix(hash, (ulong)protocol) % Half);
    }

    /// <summary>Bytes of plain outer headers; 0 when they have options or are none.</summary>
    private static int OuterLength(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Ethernet + Ipv4) return 0;
        if (IsIpv4(frame)) return frame[Ethernet] == 0x45 ? Ethernet + Ipv4 + Udp + Vxlan : 0;
        return IsIpv6(frame) && frame[Ethernet + 6] == UdpProtocol ? Ethernet + Ipv6 + Udp + Vxlan : 0;
    }

    private static bool IsIpv4(ReadOnlySpan<byte> frame) => frame[12] == 0x08 && frame[13] == 0x00;

    private static bool IsIpv6(ReadOnlySpan<byte> frame) => frame[12] == 0x86 && frame[13] == 0xdd;

    private static T Read<T>(ReadOnlySpan<byte> frame, int offset)
        where T : struct => MemoryMarshal.Read<T>(frame[offset..]);

    private ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * _secret;
        return hash ^ hash >> 32;
    }
}
