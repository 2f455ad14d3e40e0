using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>A test in the lab of trains.</summary>
[Collection(nameof(TrainLab))]
public abstract class TrainTest : LabTest
{
    protected TrainTest(LabFixture<PacketLaneWithKernel> fixture)
        : base(() => fixture.Lab)
    {
        Traffic.WarmUp(Here, There.Ipv4);
        Traffic.WarmUp(Here, Beside.Ipv4);
        Traffic.WarmUp(Here, There.Ipv6);
        Traffic.WarmUp(Here, Beside.Ipv6);
    }

    /// <summary>A container behind Falcon.</summary>
    protected Container Here => Lab.Container(1, 1);

    /// <summary>Its neighbour on the same host.</summary>
    protected Container Beside => Lab.Container(1, 2);

    /// <summary>A container on the kernel's host.</summary>
    protected Container There => Lab.Container(2);

    protected Host Host => Lab.Host(1);

    /// <summary>
    /// Sends inner frames from host 2 through the tunnel to host 1, all before Falcon sees the first, so that it takes them in deep
    /// batches.
    /// </summary>
    protected void Tunnel(IEnumerable<byte[]> inner)
    {
        (Host from, Host to) = (Lab.Host(2), Host);
        (string toMac, string fromMac) = (to.UplinkMac, from.UplinkMac);
        byte[][] frames =
        [
            .. inner.Select(
                frame => FrameBuilder.Ipv4(from.Address, to.Address, FrameBuilder.Udp(50_000, 4789, FrameBuilder.Vxlan(There.Vni, frame))))
                .Select(packet => FrameBuilder.Ethernet(toMac, fromMac, FrameBuilder.Ipv4Type, packet)),
        ];
        using (PausedDaemon.On(to)) Traffic.SendFrames(from, Harness.Host.Uplink, frames);
    }
}
