using System.Globalization;
using System.Text.Json.Nodes;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// The generator numbers the datagrams of each flow, the sink counts numbers that come late. Fifty million by hand, some minutes:
/// <c>FALCON_ORDER_DATAGRAMS=50000000 scripts/test.sh --netns --filter reordered_within_a_flow</c>.
/// </summary>
public abstract class OrderTests<TShape>(LabFixture<TShape> lab) : LabTest(() => lab.Lab), IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const int Rate = 400_000;
    private const int Flows = 64;
    private static readonly long _datagrams = long.Parse(Environment.GetEnvironmentVariable("FALCON_ORDER_DATAGRAMS") ?? "1000000", CultureInfo.InvariantCulture);

    private Container Here => Lab.Container(1, 1);

    private Container There => Lab.Container(2);

    [Fact]
    public void Of_many_datagrams_in_trains_and_alone_none_is_reordered_within_a_flow()
    {
        Traffic.WarmUp(Here, There.Ipv4);
        var port = Traffic.NextPort();
        using var sink = Here.Start(Repository.Falcon, "pktgen", "sink", "--port", $"{port}", "--gro", "--buffer", "67108864", "--json");
        Eventually.True(() => Here.Exec("ss", "-Hlun", $"sport = :{port}").Output.Length > 0, () => $"the sink does not listen\n{sink.Error}");
        Send(port);
        Thread.Sleep(TimeSpan.FromMilliseconds(300));
        sink.Signal("INT");
        var report = JsonNode.Parse(sink.Ends().Succeeds().Output)!;
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToJsonString());

        long Count(string what) => report[what]!.GetValue<long>();
        Assert.Equal(Flows, Count("flows"));
        Assert.Equal((0, 0, 0), (Count("reordered"), Count("duplicates"), Count("stale")));
        Assert.InRange(Count("datagrams"), _datagrams / 4, _datagrams);
        Assert.InRange(Count("messages"), Count("datagrams") / 60, Count("datagrams") * 9 / 10); // trains, and not only the longest
    }

    private void Send(int port)
    {
        string[] arguments = Lab.PktgenTo(
            Here, "--from-mac", There.Mac, "--port", $"{port}", "--flows", $"{Flows}", "--burst", "4", "--imix", "--count", $"{_datagrams}", "--rate", $"{Rate}");
        Lab.Host(2).Exec(TimeSpan.FromSeconds(30 + 4.0 * _datagrams / Rate), Repository.Falcon, arguments).Succeeds();
    }
}

/// <summary>One worker.</summary>
public sealed class OneWorkerOrderTests(LabFixture<PacketLaneWithKernel> lab) : OrderTests<PacketLaneWithKernel>(lab);

/// <summary>Two workers, between which buckets are moved at random every two milliseconds.</summary>
public sealed class ShuffledOrderTests(LabFixture<ShuffledWithKernel> lab) : OrderTests<ShuffledWithKernel>(lab);
