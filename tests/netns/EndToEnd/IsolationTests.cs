using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Two overlays whose containers have the same MAC and IP addresses.</summary>
public abstract class IsolationTests<TShape>(LabFixture<TShape> fixture) : LabTest(() => fixture.Lab), IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const int Port = 32_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_overlay_gets_answers_from_its_own_containers(int overlay)
    {
        Container client = Lab.Container(1, overlay: overlay);
        Traffic.WarmUp(client, Lab.Container(2).Ipv4);
        foreach (int host in new[] { 1, 2 })
        {
            int container = host == 1 ? 2 : 1;
            using RunningCommand one =
                Lab.Container(host, container, 1).StartScript("udp_echo_server.py", $"{Port}", "overlay 1: ").Says("ready");
            using RunningCommand two =
                Lab.Container(host, container, 2).StartScript("udp_echo_server.py", $"{Port}", "overlay 2: ").Says("ready");
            string answer = client.Script("udp_ask.py", null, Lab.Container(host, container).Ipv4, $"{Port}").Succeeds().Output;
            Assert.Equal($"overlay {overlay}: who are you?\n", answer);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Broadcasts_and_unicasts_of_one_overlay_are_not_heard_on_the_other(int overlay, int other)
    {
        Container sender = Lab.Container(1, overlay: overlay);
        string[] names = [$"{sender.Vni}-broadcast", $"{sender.Vni}-unicast"];
        var strangers = Lab.Containers.Where(container => container.Vni == Lab.Container(1, overlay: other).Vni).ToList();
        using var captures = new CaptureSet(strangers.Select(stranger => ((Namespace)stranger, "eth0")), $"udp port {Port}", "in");
        using Capture friend = Lab.Container(2, overlay: overlay).Capture("eth0", $"udp port {Port}", "in");
        sender.Script("udp_send.py", null, "192.168.100.255", $"{Port}", names[0], "3").Succeeds();
        sender.Script("udp_send.py", null, Lab.Container(2).Ipv4, $"{Port}", names[1], "3").Succeeds();
        Traffic.Passed(sender, Lab.Container(2));
        Assert.Equal(6, friend.Stop().Count());
        foreach ((Container stranger, CaptureFile file) in strangers.Zip(captures.Stop()))
            Assert.True(file.Count() == 0, $"{stranger} heard {sender}");
    }
}
