using System.Net;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>The uplink's XDP program on golden frames, by BPF_PROG_TEST_RUN: which go to the socket, and which to the kernel.</summary>
public sealed class UplinkProgramTests : IDisposable
{
    private const uint Pass = 2;
    private const uint Redirect = 4;
    private const ushort Vlan = 0x8100;
    private const ushort ServiceVlan = 0x88a8;

    private readonly VethPair _veth = new();
    private readonly Umem _umem = Umem.Allocate(64);
    private readonly XskSocket _socket;
    private readonly UplinkProgram _uplink = UplinkProgram.Load(VxlanFrames.Port, 2);

    public UplinkProgramTests()
    {
        _socket = _veth.Run(0, () => XskSocket.Open(new XskSocketOptions { IfIndex = _veth.IfIndex[0], Umem = _umem }));
        _uplink.SetSocket(0, _socket);
        _uplink.AddVtep(VxlanFrames.Vtep4);
        _uplink.AddVtep(VxlanFrames.Vtep6);
        _uplink.AddVni(VxlanFrames.Vni);
    }

    public void Dispose()
    {
        _uplink.Dispose();
        _socket.Dispose();
        _umem.Dispose();
        _veth.Dispose();
    }

    public static TheoryData<string, byte[]> OverlayFrames() => new()
    {
        { "IPv4", VxlanFrames.Build() },
        { "IPv6", VxlanFrames.Build(VxlanFrames.Vtep6) },
        { "one VLAN tag", VxlanFrames.Build(vlanTypes: [Vlan]) },
        { "two VLAN tags", VxlanFrames.Build(vlanTypes: [ServiceVlan, Vlan]) },
        { "IPv6 behind a VLAN tag", VxlanFrames.Build(VxlanFrames.Vtep6, vlanTypes: [Vlan]) },
        { "IPv4 options", VxlanFrames.Build(optionWords: 3) },
        { "the longest IPv4 header", VxlanFrames.Build(optionWords: 10) },
        { "reserved VXLAN flags set too", VxlanFrames.Build(flags: 0xff) },
        { "fragmenting allowed", VxlanFrames.Build(fragment: 0) },
    };

    public static TheoryData<string, byte[]> HostFrames() => new()
    {
        { "another IPv4 address", VxlanFrames.Build(IPAddress.Parse("10.9.0.3")) },
        { "another IPv6 address", VxlanFrames.Build(IPAddress.Parse("fd09::3")) },
        { "IPv6 address that starts like the VTEP", VxlanFrames.Build(IPAddress.Parse("fd09::1:1")) },
        { "no I flag", VxlanFrames.Build(flags: 0xf7) },
        { "unknown VNI", VxlanFrames.Build(vni: VxlanFrames.Vni + 1) },
        { "VNI in the wrong byte", VxlanFrames.Build(vni: VxlanFrames.Vni << 8) },
        { "TCP", VxlanFrames.Build(protocol: 6) },
        { "IPv6 fragment header", VxlanFrames.Build(VxlanFrames.Vtep6, protocol: 44) },
        { "first fragment", VxlanFrames.Build(fragment: 0x2000) },
        { "middle fragment", VxlanFrames.Build(fragment: 0x2010) },
        { "last fragment", VxlanFrames.Build(fragment: 0x0010) },
        { "three VLAN tags", VxlanFrames.Build(vlanTypes: [ServiceVlan, Vlan, Vlan]) },
        { "header length below the least", VxlanFrames.Build(optionWords: -1) },
        { "ARP", [.. new byte[12], 0x08, 0x06, .. new byte[46]] },
        { "zeros", new byte[64] },
    };

    [Theory]
    [MemberData(nameof(OverlayFrames))]
    public void A_frame_of_the_overlay_goes_to_the_socket_unchanged(string kind, byte[] frame)
    {
        byte[] output = new byte[256];
        BpfTestResult result = Run(frame, output);

        Assert.True(result.ReturnValue == Redirect, kind);
        Assert.Equal(frame, output.AsSpan(0, result.Length).ToArray());
    }

    [Theory]
    [MemberData(nameof(HostFrames))]
    public void A_frame_of_the_host_passes(string kind, byte[] frame) => Assert.True(Run(frame).ReturnValue == Pass, kind);

    [Fact]
    public void Of_all_UDP_ports_only_the_VXLAN_port_goes_to_the_socket()
    {
        byte[] frame = VxlanFrames.Build();
        const int PortOffset = 14 + 20 + 2;
        var taken = new List<int>();
        _veth.Run(0, () =>
        {
            for (int port = 0; port <= ushort.MaxValue; port++)
            {
                (frame[PortOffset], frame[PortOffset + 1]) = ((byte)(port >> 8), (byte)port);
                if (_uplink.Program.TestRun(frame).ReturnValue != Pass)
                    taken.Add(port);
            }

            return true;
        });

        Assert.Equal([VxlanFrames.Port], taken);
    }

    [Fact]
    public void A_frame_cut_short_inside_its_headers_passes()
    {
        byte[] frame = VxlanFrames.Build(VxlanFrames.Vtep6, vlanTypes: [Vlan]);
        const int Headers = 14 + 4 + 40 + 8 + 8;
        for (int length = 14; length <= frame.Length; length++)
            Assert.Equal(length < Headers ? Pass : Redirect, Run(frame[..length]).ReturnValue);
    }

    [Fact]
    public void A_queue_without_a_socket_passes_everything() =>
        Assert.Equal(
            Pass, _veth.Run(0, () => _uplink.Program.TestRun(VxlanFrames.Build(), ifIndex: _veth.IfIndex[0], queue: 1)).ReturnValue);

    [Fact]
    public void A_removed_VNI_passes_again()
    {
        _uplink.RemoveVni(VxlanFrames.Vni);
        Assert.Equal(Pass, Run(VxlanFrames.Build()).ReturnValue);

        _uplink.RemoveVni(VxlanFrames.Vni); // twice is no error
        _uplink.AddVni(VxlanFrames.Vni);
        Assert.Equal(Redirect, Run(VxlanFrames.Build()).ReturnValue);
    }

    [Fact]
    public void Every_VNI_stands_alone()
    {
        foreach (uint vni in (uint[])[0, 63, 64, 65, (1 << 24) - 1])
        {
            _uplink.AddVni(vni);
            Assert.Equal([vni], ((uint[])[0, 1, 63, 64, 65, 127, 128, 128 + vni % 64, (1 << 24) - 2, (1 << 24) - 1])
                .Where(other => Run(VxlanFrames.Build(vni: other)).ReturnValue == Redirect));
            _uplink.RemoveVni(vni);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => _uplink.AddVni(1 << 24));
    }

    [Fact]
    public void Sixteen_VTEPs_of_each_family_are_local_and_one_more_is_refused()
    {
        for (int i = 2; i <= 16; i++)
        {
            _uplink.AddVtep(IPAddress.Parse($"10.9.1.{i}"));
            _uplink.AddVtep(IPAddress.Parse($"10.9.1.{i}").MapToIPv6()); // the same one again
            _uplink.AddVtep(IPAddress.Parse($"fd09::1:{i}"));
        }

        for (int i = 2; i <= 16; i++)
        {
            Assert.Equal(Redirect, Run(VxlanFrames.Build(IPAddress.Parse($"10.9.1.{i}"))).ReturnValue);
            Assert.Equal(Redirect, Run(VxlanFrames.Build(IPAddress.Parse($"fd09::1:{i}"))).ReturnValue);
        }

        XskException refusal = Assert.Throws<XskException>(() => _uplink.AddVtep(IPAddress.Parse("10.9.1.17")));
        Assert.Contains("10.9.1.17", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<XskException>(() => _uplink.AddVtep(IPAddress.Parse("fd09::1:17")));
    }

    [Fact]
    public void A_queue_that_the_device_does_not_have_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _uplink.SetSocket(2, _socket));

    private BpfTestResult Run(byte[] frame, byte[]? output = null) => _veth.Run(0, () => _uplink.Program.TestRun(frame, output));
}
