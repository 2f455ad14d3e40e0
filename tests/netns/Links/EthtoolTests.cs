using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Links;

public sealed class EthtoolTests
{
    [Theory]
    [InlineData(EthtoolFeature.TxChecksum)]
    [InlineData(EthtoolFeature.Tso)]
    [InlineData(EthtoolFeature.Gso)]
    [InlineData(EthtoolFeature.Gro)]
    [InlineData(EthtoolFeature.UdpGroForwarding)]
    [InlineData(EthtoolFeature.UdpSegmentation)]
    [InlineData(EthtoolFeature.TxVlan)]
    [InlineData(EthtoolFeature.TunnelSegmentation)]
    [InlineData(EthtoolFeature.Sctp)]
    public void A_feature_goes_on_and_off(EthtoolFeature feature)
    {
        using var pair = new ContainerLink();
        pair.Container.Handle.Run(() =>
        {
            Assert.True(Ethtool.TrySetFeature("eth0", feature, on: true));
            Assert.True(Ethtool.IsFeatureOn("eth0", feature));
            Assert.True(Ethtool.TrySetFeature("eth0", feature, on: false));
            Assert.False(Ethtool.IsFeatureOn("eth0", feature));
        });
    }

    [Fact]
    public void What_a_device_cannot_do_or_a_device_that_is_not_there_is_no_success()
    {
        using var pair = new ContainerLink();
        pair.Container.Handle.Run(() =>
        {
            Assert.False(Ethtool.TrySetFeature("lo", EthtoolFeature.TxVlan, on: true));
            Assert.False(Ethtool.TrySetFeature("lo", EthtoolFeature.TxChecksum, on: false));
            Assert.False(Ethtool.TrySetFeature("eth7", EthtoolFeature.Gro, on: true));
            Assert.False(Ethtool.IsFeatureOn("eth7", EthtoolFeature.Gro));
        });
    }

    [Fact]
    public void Receive_queues_are_counted()
    {
        using var host = NetworkNamespace.CreateAnonymous();
        host.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            netlink.CreateVeth(new VethOptions { Name = "a", PeerName = "b", Queues = 2 });
            Assert.Equal(2, Ethtool.RxQueues("a"));
            Assert.Equal(1, Ethtool.RxQueues("lo"));
        });
    }
}
