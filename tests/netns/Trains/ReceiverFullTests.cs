using Falcon.Api;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// A container with a socket that is flooded and never read: the flood is dropped before it costs, and no other socket suffers.
/// </summary>
public sealed class ReceiverFullTests(LabFixture<PacketLaneWithKernel> lab) : TrainTest(lab)
{
    private const int Rate = 100_000;
    private const int LeastHeld = 10_000;
    private const string Forever = "3600"; // the test ends it

    private readonly int _port = Traffic.NextPort();

    [Fact]
    public void A_flood_from_the_wire_is_held_at_the_gate()
    {
        string[] flood = Lab.PktgenTo(Here, "--from-mac", There.Mac, "--port", $"{_port}", "--rate", $"{Rate}", "--seconds", Forever);
        Endure(() => Lab.Host(2).Start(Repository.Falcon, flood));
    }

    [Fact]
    public void A_flood_from_a_container_of_this_host_is_held_as_well() =>
        Endure(() => Beside.StartScript("udp_flood.py", Here.Ipv4, $"{_port}", Forever));

    /// <summary>Floods the mute socket while other traffic goes to the same container and to its neighbour.</summary>
    private void Endure(Func<RunningCommand> flood)
    {
        (long held, long beside, long refused) = (Held(Here), Held(Beside), Refused());
        using RunningCommand mute = Here.StartScript("udp_mute.py", $"{_port}").Says("ready");
        using RunningCommand flooding = flood();
        Eventually.True(() => Held(Here) > held, () => $"nothing is held back\n{flooding.Error}");

        Traffic.EchoDatagrams(There, Here, Here.Ipv4, first: 1, last: 400); // another socket of the same container
        Traffic.SendFile(There, Here, Here.Ipv4, Traffic.Megabyte);
        Traffic.Ping(There, Here.Ipv4);
        Traffic.EchoDatagrams(There, Beside, Beside.Ipv4, first: 1, last: 100);

        Eventually.True(() => Held(Here) >= held + LeastHeld, () => $"{Held(Here) - held} datagrams are held back\n{flooding.Error}");
        flooding.Signal(Signal.Terminate);
        flooding.Ends();
        Assert.Equal(beside, Held(Beside));
        (held, refused) = (Held(Here) - held, Refused() - refused);
        Assert.InRange(refused, 1, held / 5);
    }

    private long Held(Container container) =>
        Host.Admin.Port(container).Drops.Where(
            drop => drop is { Stage: "deliver", Reason: "receiver-full" }).Sum((DropCount drop) => drop.Frames);

    /// <summary>The datagrams that the kernel refused for all sockets of the container.</summary>
    private long Refused() => Traffic.UdpCount(Here, "RcvbufErrors");
}
