using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// The programs of the kernel path and their tables without devices, run by BPF_PROG_TEST_RUN. Port 0 is the loopback device, port 1 a
/// neighbour with addresses of its own, VTEP 2 is reached over IPv4 and VTEP 3 over IPv6; behind each is one address.
/// </summary>
internal sealed class KernelPathBench : IDisposable
{
    public const uint Next = uint.MaxValue, Drop = 2, Redirect = 7;
    public const int FirstPort = 1, Shunt = 91, UplinkShunt = 92, Uplink = 93, Mtu = 1400, Overlay = 2, OtherOverlay = 1;
    public const uint Vni = 100, OtherVni = 101;

    public static readonly byte[] Own = [2, 0, 0, 0, 1, 0], Neighbour = [2, 0, 0, 0, 1, 1], Behind4 = [2, 0, 0, 0, 1, 2];
    public static readonly byte[] Behind6 = [2, 0, 0, 0, 1, 3], Unknown = [2, 0, 0, 0, 1, 9];
    private static readonly byte[] s_uplinkMac = new byte[6], s_hop = [2, 0, 0, 0, 9, 2];

    public KernelPathBench(PathSize? size = null)
    {
        Tables = KernelPathTables.Create(size ?? new PathSize(3, 4, 4, 8));
        Throttles = ThrottleTable.Create(Tables.Ports);
        Programs = KernelPathPrograms.Load(Tables, VxlanFrames.Port, FirstPort, Shunt, UplinkShunt, Throttles);
    }

    public KernelPathTables Tables { get; }

    public ThrottleTable Throttles { get; }

    public KernelPathPrograms Programs { get; }

    /// <summary>The outer headers towards a VTEP, without what the program fills in.</summary>
    public static byte[] Header(bool ipv6, byte serviceType = 0) => ipv6
        ? KernelPathFrames.OuterHeader("fd09::1", "fd09::2", s_uplinkMac, s_hop, serviceType)
        : KernelPathFrames.OuterHeader("10.9.0.1", "10.9.0.2", s_uplinkMac, s_hop, serviceType);

    /// <summary>A frame from a VTEP, as the wire brings it.</summary>
    public static byte[] Outer(byte[] inner, bool ipv6 = false, byte serviceType = 0, uint vni = Vni, byte flags = FrameBuilder.VxlanFlags)
    {
        byte[] udp = FrameBuilder.Udp(50000, VxlanFrames.Port, FrameBuilder.Vxlan(vni, inner, flags));
        byte[] packet = ipv6
            ? FrameBuilder.Ipv6(FrameBuilder.Address("fd09::2"), FrameBuilder.Address("fd09::1"), udp, trafficClass: serviceType)
            : FrameBuilder.Ipv4(FrameBuilder.Address("10.9.0.2"), FrameBuilder.Address("10.9.0.1"), udp, serviceType: serviceType);
        return FrameBuilder.Ethernet(s_uplinkMac, s_hop, ipv6 ? FrameBuilder.Ipv6Type : FrameBuilder.Ipv4Type, packet);
    }

    /// <summary>A container's frame that the kernel path carries.</summary>
    public static Segment Inner(byte[] from, byte[] to, bool tcp = true, bool ipv6 = false) =>
        new() { FromMac = from, ToMac = to, Tcp = tcp, Ipv6 = ipv6, Payload = new byte[30] };

    /// <summary>Tells the tables of everything, in overlay 2.</summary>
    public KernelPathBench Fill()
    {
        Tables.SetPort(0, new PathSender(Overlay, Vni, Own));
        Tables.SetPort(1, new PathSender(Overlay, Vni, Neighbour));
        SetVtep(2, ipv6: false);
        SetVtep(3, ipv6: true);
        Assert.True(Set(Own, PathTarget.Port(0)) && Set(Neighbour, PathTarget.Port(1)));
        Assert.True(Set(Behind4, PathTarget.Vtep(2)) && Set(Behind6, PathTarget.Vtep(3)));
        return this;
    }

    public void SetVtep(int vtep, bool ipv6, byte serviceType = 0, bool inherits = false, bool checksum = false, bool zeroes = true) =>
        Tables.SetVtep(vtep, new PathRoute(Uplink, Header(ipv6, serviceType))
        {
            InheritsDscp = inherits,
            UdpChecksum = checksum,
            AcceptsZeroChecksum = zeroes,
        });

    public bool Set(byte[] mac, PathTarget target, int mtu = Mtu, uint vni = Vni) => Tables.SetEntry(vni, mac, Overlay, target, mtu);

    public (uint Verdict, byte[] Frame, uint Mark) RunFromWire(byte[] frame, int segment = 0) => Run(Programs.WireIn, frame, segment, 0);

    public (uint Verdict, byte[] Frame, uint Mark) RunFromPort(byte[] frame, int segment = 0) => Run(Programs.PortIn, frame, segment, 0);

    public static (uint Verdict, byte[] Frame, uint Mark) Run(BpfProgram program, byte[] frame, int segment, uint mark)
    {
        var context = new SocketBufferContext { SegmentSize = (uint)segment, Mark = mark };
        byte[] output = new byte[frame.Length + 256];
        BpfTestResult result = program.TestTc(frame, output, ref context);
        return (result.ReturnValue, output[..result.Length], context.Mark);
    }

    public void Dispose()
    {
        Programs.Dispose();
        Throttles.Dispose();
        Tables.Dispose();
    }
}
