using Falcon.Api;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// A container sends while its flows are gathered on the first worker and spread over both again, some ten times a second. The generator
/// numbers the datagrams of each flow; the sink on the other host counts numbers that come late.
/// </summary>
public sealed class SendOrderTests(LabFixture<ShuffledWithKernel> lab) : LabTest(() => lab.Lab),
IClassFixture<LabFixture<ShuffledWithKernel>>
{
    private const int Datagrams = 300_000;
    private const int Rate = 50_000;
    private const int Flows = 32;

    private Container Here => Lab.Container(1);

    private Container There => Lab.Container(2);

    [Fact]
    public void Flows_that_change_the_worker_are_neither_reordered_nor_lost_uncounted()
    {
        // With GRO the far end has NAPI, which may change its CPU; then the kernel's own bridge behind it reorders and loses what we sent
        // in order.
        Lab.Host(2).TurnGroOff();
        Traffic.WarmUp(Here, There.Ipv4);
        int port = Traffic.NextPort();
        using var sink = new OrderSink(There, port);
        long[] before = Collected();
        long missedBefore = Missed(), readBefore = Read();
        // On one CPU: the kernel reorders a sender that changes it, because its veth queues by CPU.
        Here.Exec(
            Repository.Falcon, "pktgen", "--xsk", "--device", "eth0", "--to-mac", There.Mac, "--from-ip", Here.Ipv4, "--to-ip", There.Ipv4,
            "--port", $"{port}", "--cpu", "1", "--flows", $"{Flows}", "--burst", "4", "--count", $"{Datagrams}", "--rate",
            $"{Rate}").Succeeds();
        Eventually.True(
            () => Read() - readBefore + Missed() - missedBefore >= Datagrams,
            () => $"of {Datagrams} {Read() - readBefore} arrived and {Missed() - missedBefore} are counted as lost");
        sink.End();

        Assert.Equal((Flows, 0, 0), (sink.Count("flows"), sink.Count("reordered"), sink.Count("duplicates")));
        Assert.InRange(sink.Count("datagrams"), Datagrams - (Missed() - missedBefore), Datagrams);
        // both had flows
        Assert.All(Collected().Zip(before), worker => Assert.InRange(worker.First - worker.Second, Datagrams / 20, Datagrams));
    }

    /// <summary>
    /// Frames of containers that found a worker's socket full, which happens when the machine stands still. Nothing else may be lost.
    /// </summary>
    private long Missed() => Lab.Host(1).Admin.FoundNoRoom();

    /// <summary>The datagrams that sockets of the receiver have read.</summary>
    private long Read() => Traffic.UdpCount(There, "InDatagrams");

    /// <summary>The frames that each worker took from containers.</summary>
    private long[] Collected() =>
        [.. Lab.Host(1).Admin.Status().Workers.Select(
            worker => worker.Stages.Single((StageSnapshot stage) => stage.Stage == "collect").Frames)];
}
