using Falcon.Engine.Options;
using Falcon.Engine.Uplinks;

namespace Falcon.Engine.Tests.Uplinks;

public class AttachChoiceTests
{
    [Fact]
    public void What_needs_XDP_keeps_it() => Assert.All(
        [
            new UplinkOptions("eth1", Transmit: UplinkTransmit.Xsk), new UplinkOptions("eth1", Mode: UplinkMode.Skb),
            new UplinkOptions("eth1", AcceptVlan: true),
        ],
        uplink => Assert.False(AttachChoice.Of(uplink, path: true, "veth").AtTc));

    [Theory]
    [InlineData(UplinkAttach.Auto, false, "veth", false, "")]
    [InlineData(UplinkAttach.Auto, true, "veth", true, "veth")]
    [InlineData(UplinkAttach.Auto, true, "virtio_net", true, "virtio_net")]
    [InlineData(UplinkAttach.Auto, true, "mlx5_core", true, "the kernel path's frames")]
    [InlineData(UplinkAttach.Xdp, true, "veth", false, "the engine takes all")]
    [InlineData(UplinkAttach.Xdp, false, "veth", false, "")]
    [InlineData(UplinkAttach.Tc, false, "mlx5_core", true, "as configured")]
    public void It_goes_by_the_configuration_the_kernel_path_and_the_driver(
        UplinkAttach wanted, bool path, string driver, bool atTc, string reason)
    {
        var choice = AttachChoice.Of(new UplinkOptions("eth1", Attach: wanted), path, driver);
        Assert.Equal(atTc, choice.AtTc);
        Assert.Contains(reason, choice.Reason, StringComparison.Ordinal);
        Assert.Equal(reason.Length == 0, choice.Reason.Length == 0);
    }
}
