using System.Net;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Pktgen;

/// <summary>
/// Two namespaces without names, joined by a veth pair that is called eth1 on both sides. The generator sends on the left; the right has
/// 10.0.0.2 and fd00::2. They vanish with the test, however it ends.
/// </summary>
public sealed class Wire : IDisposable
{
    public const string Device = "eth1";
    private static readonly byte[] s_left = [2, 0, 0, 0, 0, 1];
    private static readonly byte[] s_right = [2, 0, 0, 0, 0, 2];

    public Wire(bool gro = true)
    {
        Left.DisableIpv6();
        Right.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/accept_dad", "0")); // the address must work at once
        Left.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            netlink.CreateVeth(
                new VethOptions { Name = Device, PeerName = Device, PeerNamespaceFd = Right.Fd, Mac = s_left, PeerMac = s_right });
            netlink.SetUp(netlink.FindLink(Device)!.IfIndex);
        });
        Right.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            int device = netlink.FindLink(Device)!.IfIndex;
            netlink.SetUp(device);
            netlink.SetUp(netlink.FindLink("lo")!.IfIndex);
            netlink.AddAddress(device, IPAddress.Parse("10.0.0.2"), 24);
            netlink.AddAddress(device, IPAddress.Parse("fd00::2"), 64);
            if (gro)
                Assert.True(Ethtool.TrySetFeature(Device, EthtoolFeature.Gro, true)); // without it a veth takes no XDP frames
        });
    }

    public NetworkNamespace Left { get; } = NetworkNamespace.CreateAnonymous();

    public NetworkNamespace Right { get; } = NetworkNamespace.CreateAnonymous();

    /// <summary>Starts a program in one of the namespaces: a child inherits the namespace of the thread that starts it.</summary>
    public static RunningCommand Start(NetworkNamespace netns, string file, params string[] arguments) =>
        netns.Run(() => new Command(file, arguments).Start());

    /// <summary>The frames that the right end has received.</summary>
    public long Received() => DeviceCounters.Received(Right, Device);

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }
}
