using Falcon.Bench.Pipelines;

namespace Falcon.Bench.Micro.Tests;

/// <summary>Checks that the benchmarks' frames arrive: a benchmark of dropped frames would be fast and meaningless.</summary>
public sealed class PipelineFixtureTests
{
    private const int Frames = 16 * 1024;

    [Theory]
    [InlineData(1, 22)]
    [InlineData(64, 22)]
    [InlineData(256, 1400)]
    public void Every_replayed_frame_arrives_alone(int batch, int payload)
    {
        using var fixture = new PipelineFixture(batch, payload: payload);
        int taken = fixture.Run(Frames);
        Assert.Equal(taken, fixture.Delivered);
        Assert.Equal(0, fixture.Trains);
    }

    [Theory]
    [InlineData(1, 18, 64)]
    [InlineData(64, 18, 16)]
    [InlineData(1, 1400, 46)]
    [InlineData(64, 1400, 16)]
    public void Every_replayed_frame_arrives_in_trains_as_long_as_may_be(int flows, int payload, int framesPerTrain)
    {
        using var fixture = new PipelineFixture(64, flows, payload, trains: true);
        int taken = fixture.Run(Frames);
        Assert.Equal(taken, fixture.Delivered);
        Assert.InRange((double)taken / fixture.Trains, framesPerTrain - 2, framesPerTrain);
    }
}
