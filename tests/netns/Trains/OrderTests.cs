using System.Globalization;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// The generator numbers the datagrams of each flow; the sink counts numbers that come late. By hand with fifty million, some minutes:
/// <c>FALCON_ORDER_DATAGRAMS=50000000 scripts/test.sh --netns --filter reordered_within_a_flow</c>.
/// </summary>
public abstract class OrderTests<TShape>(LabFixture<TShape> lab) : LabTest(() => lab.Lab), IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const int Rate = 100_000;
    private const int Flows = 64;
    private static readonly long s_datagrams = long.Parse(
        Environment.GetEnvironmentVariable("FALCON_ORDER_DATAGRAMS") ?? "1000000", CultureInfo.InvariantCulture);

    private Container Here => Lab.Container(1, 1);

    private Container There => Lab.Container(2);

    [Fact]
    public void Of_many_datagrams_in_trains_and_alone_none_is_reordered_within_a_flow()
    {
        Traffic.WarmUp(Here, There.Ipv4);
        int port = Traffic.NextPort();
        long lostBefore = Lost(), deliveredBefore = Delivered();
        using var sink = new OrderSink(Here, port, "--gro");
        Send(port);
        Eventually.True(
            () => Delivered() - deliveredBefore + Lost() - lostBefore >= s_datagrams,
            () => $"of {s_datagrams} {Delivered() - deliveredBefore} were delivered and {Lost() - lostBefore} are counted as lost");
        Traffic.Passed(There, Here); // behind what was delivered last
        sink.End();

        Assert.Equal(Flows, sink.Count("flows"));
        Assert.Equal((0, 0, 0), (sink.Count("reordered"), sink.Count("duplicates"), sink.Count("stale")));
        Assert.InRange(sink.Count("datagrams"), s_datagrams / 2, s_datagrams);
        // none is lost without being counted
        Assert.InRange(s_datagrams - sink.Count("datagrams") - sink.Count("socketDrops"), 0, Lost() - lostBefore);
        // there are trains, and not only the longest
        Assert.InRange(sink.Count("messages"), sink.Count("datagrams") / 60, sink.Count("datagrams") * 9 / 10);
    }

    private long Delivered() => Lab.Host(1).Admin.Port(Here).RxFrames;

    private long Lost() => Lab.Host(1).Admin.Drops().Values.Sum()
        + Lab.Host(1).Admin.Status().Uplinks.Sum(uplink => uplink.RxRingFull + uplink.FillRingEmpty + uplink.KernelDrops);

    private void Send(int port)
    {
        string[] arguments = Lab.PktgenTo(
            Here, "--from-mac", There.Mac, "--port", $"{port}", "--flows", $"{Flows}", "--burst", "4", "--imix",
            "--count", $"{s_datagrams}",
            "--rate", $"{Rate}");
        Lab.Host(2).Exec(TimeSpan.FromSeconds(60 + 8.0 * s_datagrams / Rate), Repository.Falcon, arguments).Succeeds();
    }
}

/// <summary>One worker.</summary>
public sealed class OneWorkerOrderTests(LabFixture<PacketLaneWithKernel> lab) : OrderTests<PacketLaneWithKernel>(lab);

/// <summary>Two workers; buckets move between them at random every two milliseconds.</summary>
public sealed class ShuffledOrderTests(LabFixture<ShuffledWithKernel> lab) : OrderTests<ShuffledWithKernel>(lab);
