using Falcon.Engine.Options;

namespace Falcon.Control.Tests.Configuration;

public sealed class PathConfigurationTests
{
    [Fact]
    public void Flows_have_the_path_that_is_better_unless_somebody_says_otherwise()
    {
        OverlayOptions overlay = Read("", "");
        Assert.Equal(FlowPaths.All(FlowPath.Auto), overlay.Paths);
        Assert.Equal(FlowPaths.All(FlowPath.Auto), overlay.Ports[0].Paths);
    }

    [Theory]
    [InlineData("path: engine, ", "", FlowPath.Engine, FlowPath.Engine, FlowPath.Engine)]
    [InlineData("path: engine, ", "path: auto, ", FlowPath.Auto, FlowPath.Auto, FlowPath.Auto)]
    [InlineData("paths: {tcp: kernel}, ", "", FlowPath.Kernel, FlowPath.Auto, FlowPath.Auto)]
    [InlineData("paths: {tcp: kernel}, ", "paths: {udp: engine}, ", FlowPath.Kernel, FlowPath.Engine, FlowPath.Auto)]
    [InlineData("paths: {tcp: kernel}, ", "path: engine, ", FlowPath.Engine, FlowPath.Engine, FlowPath.Engine)]
    [InlineData("", "path: engine, paths: {tcp: kernel}, ", FlowPath.Kernel, FlowPath.Engine, FlowPath.Engine)]
    public void A_port_has_the_paths_of_its_overlay_and_its_own_before_them(
        string overlay, string port, FlowPath tcp, FlowPath udp, FlowPath rest) =>
        Assert.Equal(new FlowPaths(tcp, udp, rest), Read(overlay, port).Ports[0].Paths);

    [Theory]
    [InlineData("path: fast, ", "falcon.yaml:3:29: overlays[0].path: 'fast' is not auto, engine or kernel")]
    [InlineData("paths: fast, ", "falcon.yaml:3:30: overlays[0].paths: 'fast' is not a path by protocol, such as {tcp: kernel, udp: auto}")]
    [InlineData("paths: {tcp: fast}, ", "falcon.yaml:3:36: overlays[0].paths.tcp: 'fast' is not auto, engine or kernel")]
    public void A_path_that_is_none_is_refused_with_what_would_be_right(string overlay, string problem) =>
        Assert.Equal([problem], Yaml.Problems(Text(overlay, "")));

    [Fact]
    public void An_unknown_protocol_is_refused() => Assert.Contains(
        "overlays[0].ports[0].paths.icmp", Assert.Single(Yaml.Problems(Text("", "paths: {icmp: kernel}, "))));

    [Fact]
    public void The_kernel_cannot_be_required_where_it_cannot_be() => Assert.Equal(
        ["falcon.yaml:4:38: overlays[0].ports[0].path: kernel needs port-lane: packet"],
        Yaml.Problems("port-lane: xdp\n" + Text("", "path: kernel, ")));

    private static OverlayOptions Read(string overlay, string port) => Yaml.Valid(Text(overlay, port)).Dataplane.Overlays[0];

    private static string Text(string overlay, string port) =>
        $"uplinks: [{{device: eth1}}]\nvteps: [10.0.0.2]\n"
        + $"overlays: [{{vni: 100, {overlay}ports: [{{{port}name: web, netns: web, device: eth0}}]}}]\n";
}
