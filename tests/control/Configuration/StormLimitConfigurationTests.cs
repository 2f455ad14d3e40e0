using Falcon.Engine.Options;

namespace Falcon.Control.Tests.Configuration;

public sealed class StormLimitConfigurationTests
{
    [Fact]
    public void The_default_is_100_000_copies_a_second_and_a_port_takes_its_overlay_s()
    {
        OverlayOptions overlay = Read("");
        Assert.Equal(100_000, overlay.StormLimit);
        Assert.Null(overlay.Ports[0].StormLimit);
    }

    [Fact]
    public void An_overlay_and_a_port_may_have_their_own()
    {
        OverlayOptions overlay = Read("storm-limit: 5000, ", "storm-limit: 1000000000, ");
        Assert.Equal((5000, 1_000_000_000), (overlay.StormLimit, overlay.Ports[0].StormLimit));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000001")]
    [InlineData("off")]
    [InlineData("1.5")]
    public void Anything_else_is_told_with_its_place(string value)
    {
        Assert.Equal(
            [$"falcon.yaml:3:36: overlays[0].storm-limit: '{value}' is not a number of copies per second from 1 to 1000000000"],
            Yaml.Problems(Text($"storm-limit: {value}, ", "")));
        Assert.Equal(
            [$"falcon.yaml:3:45: overlays[0].ports[0].storm-limit: '{value}' is not a number of copies per second from 1 to 1000000000"],
            Yaml.Problems(Text("", $"storm-limit: {value}, ")));
    }

    private static OverlayOptions Read(string overlay, string port = "") => Yaml.Valid(Text(overlay, port)).Dataplane.Overlays[0];

    private static string Text(string overlay, string port) =>
        $"uplinks: [{{device: eth1}}]\nvteps: [10.0.0.2]\n"
        + $"overlays: [{{vni: 100, {overlay}ports: [{{{port}name: web, netns: web, device: eth0}}]}}]\n";
}
