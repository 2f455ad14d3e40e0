using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>
/// Frames of a flow that leave as one message. The kernel segments it before a wire that cannot; a veth passes it on unsegmented, and there
/// the outer checksums stay partial too.
/// </summary>
public abstract class WireTrainTests<TShape>(LabFixture<TShape> fixture) : LabTest(() => fixture.Lab), IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const int Bytes = 3 * Traffic.Megabyte;

    private Container Here => Lab.Container(1);

    private Container There => Lab.Container(2);

    [Theory]
    [InlineData("off")]
    [InlineData("on")]
    public void Trains_arrive_whole_whatever_the_wire_leaves_undone(string offload)
    {
        foreach (Host host in Senders) host.Exec("ethtool", "-K", Host.Uplink, "tx", offload, "tso", offload, "gso", offload).Succeeds();
        Traffic.WarmUp(Here, There.Ipv4);
        Traffic.WarmUp(Here, There.Ipv6);

        using Capture leaving = Lab.Host(1).Capture(Host.Uplink, "udp port 4789", "out", longest: 128);
        Traffic.SendFile(Here, There, There.Ipv4, Bytes);
        Traffic.SendFile(Here, There, There.Ipv6, Bytes);
        CaptureFile file = leaving.Stop();
        Traffic.SendFile(There, Here, Here.Ipv4, Bytes);

        if (Lab.Topology.Underlay == 4)
        {
            Assert.True(
            file.Count("udp.checksum != 0") > 0, "nothing left as a train: all outer checksums are zero");
        }

        if (offload == "on" && !Lab.Host(2).RunsFalcon)
        {
            Assert.True(
            file.Count($"frame.len > {10 * 1500}") > 0, "the device cut what it was to pass on");
        }

        Assert.All(Senders, host => Assert.DoesNotContain(
            host.Admin.Drops(), drop => drop.Key.StartsWith("decapsulate/", StringComparison.Ordinal) && drop.Value > 0));
        Assert.All(Senders, host => Assert.All(host.Admin.Status().Uplinks, uplink => Assert.Equal(0, uplink.KernelDrops)));
        Harness.Frames.AreConserved(Lab.Host(1).Admin);
    }

    // The kernel's VXLAN leaves a checksum partial without any sign of it.
    private IEnumerable<Host> Senders => new[] { Lab.Host(1), Lab.Host(2) }.Where(host => host.RunsFalcon);
}
